# SPDX-License-Identifier: Apache-2.0
# vedette_module(NAME USES modules... SOURCES files... TESTS files... SEPARATE files...
#                LINKS libraries...)
#
# One folder of src/ = one static library vedette_NAME, and one test program NAME_test.
# A module may use only modules declared before it, so the order of add_subdirectory() in
# src/CMakeLists.txt is the dependency order; tools/check_layers.py holds the #includes to it.
#
# The `test` preset compiles several files as one (CMAKE_UNITY_BUILD), which halves its time.
# SEPARATE names those that cannot be: the same names stand in their unnamed namespaces, as in
# learners, each of which has its own train() and load().
function(vedette_module name)
  cmake_parse_arguments(ARG "" "" "USES;SOURCES;TESTS;SEPARATE;LINKS" ${ARGN})
  set(target vedette_${name})
  set_source_files_properties(${ARG_SEPARATE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  add_library(${target} STATIC ${ARG_SOURCES})
  target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}/src")
  foreach(used IN LISTS ARG_USES)
    if(NOT TARGET vedette_${used})
      message(FATAL_ERROR "module '${name}' uses '${used}', which is not declared before it")
    endif()
    target_link_libraries(${target} PUBLIC vedette_${used})
  endforeach()
  target_link_libraries(${target} PRIVATE ${ARG_LINKS})
  if(VEDETTE_TESTS AND ARG_TESTS)
    add_executable(${name}_test ${ARG_TESTS})
    target_link_libraries(${name}_test PRIVATE ${target} ${ARG_LINKS} GTest::gmock_main)
    target_compile_definitions(${name}_test PRIVATE
      VEDETTE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    # Test code runs once: what it saves by being optimised it costs many times over to compile.
    target_compile_options(${name}_test PRIVATE $<$<CONFIG:Debug>:-O0>)
    add_test(NAME unit.${name} COMMAND ${name}_test)
    set_tests_properties(unit.${name} PROPERTIES LABELS unit TIMEOUT 600)
  endif()
endfunction()
