# SPDX-License-Identifier: Apache-2.0
# Language level, warnings, hardening and sanitizers, for every target of this project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

find_program(VEDETTE_CCACHE ccache)
if(VEDETTE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${VEDETTE_CCACHE}")
endif()
find_program(VEDETTE_MOLD mold)
if(VEDETTE_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2
  -Wimplicit-fallthrough -Wnon-virtual-dtor -Woverloaded-virtual -Werror=format-security)
if(CMAKE_UNITY_BUILD)
  # It takes a file that is compiled along with others for a header.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
if(VEDETTE_WERROR)
  add_compile_options(-Werror)
endif()
# Results must not depend on how the compiler fuses floating-point operations.
add_compile_options(-ffp-contract=off)

if(VEDETTE_SANITIZE)
  add_compile_options(-fsanitize=${VEDETTE_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  if(VEDETTE_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Fences, which it does not see, are Asio's; what Asio guards with them it also locks.
    add_compile_options(-Wno-tsan)
  endif()
  add_link_options(-fsanitize=${VEDETTE_SANITIZE})
  # Linked to fixed addresses a program starts sooner, and tests start some ten thousand programs.
  set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND VEDETTE_SANITIZE MATCHES "undefined")
    # A third of the build time, for faults that the address checks stop at as well.
    add_compile_options(-fno-sanitize=null,vptr,object-size)
    # A failed check traps, and cmake/sanitizer_options.cpp makes a stack trace of it. Sixty
    # megabytes of descriptions of all checks need not be built, linked, loaded and guarded.
    add_compile_options(-fsanitize-undefined-trap-on-error)
    # The compiler cleans its memory up later: 1.2 GB at most instead of 1, a sixth less time.
    add_compile_options(--param=ggc-min-heapsize=2000000 --param=ggc-min-expand=300)
    add_library(vedette_sanitizer_options OBJECT
      "${CMAKE_CURRENT_LIST_DIR}/sanitizer_options.cpp")
    link_libraries(vedette_sanitizer_options)
  endif()
else()
  # OpenSSF "Compiler Options Hardening Guide for C and C++".
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    -fno-delete-null-pointer-checks -fno-strict-overflow)
  add_compile_definitions($<$<CONFIG:Release,RelWithDebInfo>:_GLIBCXX_ASSERTIONS>)
  add_compile_options($<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE>
    $<$<CONFIG:Release,RelWithDebInfo>:-D_FORTIFY_SOURCE=3>)
  add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack,--as-needed)
endif()
