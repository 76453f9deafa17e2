# SPDX-License-Identifier: Apache-2.0
# Builds the web UI with npm and puts its files into the program.
#
# As a module:  vedette_web_ui(OUT_VARIABLE) sets OUT_VARIABLE to a C++ source that defines
#   std::span<const UiAsset> vedette::ui_assets();  (src/serve/assets.hpp)
# without entries where VEDETTE_WEB is off.
# As a script (cmake -DOUT=... -DDIST=... -P WebUi.cmake) it writes that source.

function(vedette_web_ui out_variable)
  set(web "${CMAKE_SOURCE_DIR}/web")
  # Built from a copy: each build folder has its own packages, and the sources stay as they are.
  set(copy "${CMAKE_CURRENT_BINARY_DIR}/web")
  set(out "${CMAKE_CURRENT_BINARY_DIR}/ui_assets.cpp")
  set(${out_variable} "${out}" PARENT_SCOPE)
  set(script "${CMAKE_SOURCE_DIR}/cmake/WebUi.cmake")
  set(embed "${CMAKE_COMMAND}" "-DOUT=${out}" "-DDIST=${copy}/dist" "-DWEB=${VEDETTE_WEB}"
    -P "${script}")
  if(NOT VEDETTE_WEB)
    add_custom_command(OUTPUT "${out}" COMMAND ${embed} DEPENDS "${script}" VERBATIM)
    return()
  endif()
  find_program(VEDETTE_NPM npm REQUIRED)
  set(packages "${web}/package.json" "${web}/package-lock.json" "${web}/.npmrc")
  set(settings "${web}/index.html" "${web}/vite.config.mjs" "${web}/tsconfig.json")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${web}/src/*" "${web}/public/*" "${web}/scripts/*")
  set(installed "${CMAKE_CURRENT_BINARY_DIR}/npm-installed")
  add_custom_command(OUTPUT "${installed}"
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${copy}"
    COMMAND "${CMAKE_COMMAND}" -E copy ${packages} "${copy}"
    COMMAND "${CMAKE_COMMAND}" -E chdir "${copy}" "${VEDETTE_NPM}" ci --silent
    COMMAND "${CMAKE_COMMAND}" -E touch "${installed}"
    DEPENDS ${packages} COMMENT "Installing what the web UI is built with" VERBATIM)
  add_custom_command(OUTPUT "${out}"
    COMMAND "${CMAKE_COMMAND}" -E rm -rf "${copy}/src" "${copy}/public" "${copy}/scripts"
      "${copy}/dist"
    COMMAND "${CMAKE_COMMAND}" -E copy_directory "${web}/src" "${copy}/src"
    COMMAND "${CMAKE_COMMAND}" -E copy_directory "${web}/public" "${copy}/public"
    COMMAND "${CMAKE_COMMAND}" -E copy_directory "${web}/scripts" "${copy}/scripts"
    COMMAND "${CMAKE_COMMAND}" -E copy ${settings} "${copy}"
    COMMAND "${CMAKE_COMMAND}" -E chdir "${copy}" "${VEDETTE_NPM}" run --silent build
    COMMAND ${embed}
    DEPENDS "${installed}" ${settings} ${sources} "${script}"
    COMMENT "Building the web UI" VERBATIM)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  set(TYPE_html "text/html; charset=utf-8")
  set(TYPE_js "text/javascript; charset=utf-8")
  set(TYPE_css "text/css; charset=utf-8")
  set(TYPE_json "application/json")
  set(TYPE_svg "image/svg+xml")
  set(TYPE_png "image/png")
  set(TYPE_ico "image/x-icon")
  set(TYPE_txt "text/plain; charset=utf-8")
  set(TYPE_webmanifest "application/manifest+json")
  set(blobs "")
  set(entries "")
  set(index 0)
  # A blob in the read-only data of the program; the assembler reads the file itself.
  macro(add_blob file)
    string(APPEND blobs "asm(\".section .rodata\\n.balign 16\\nvedette_ui_${index}:\\n\"
    \".incbin \\\"${file}\\\"\\nvedette_ui_${index}_end:\\n.byte 0\\n.previous\\n\");
extern \"C\" const char vedette_ui_${index}[];
extern \"C\" const char vedette_ui_${index}_end[];\n")
    set(blob "{vedette_ui_${index}, vedette_ui_${index}_end}")
    math(EXPR index "${index} + 1")
  endmacro()
  file(GLOB_RECURSE files RELATIVE "${DIST}" "${DIST}/*")
  if(NOT WEB)
    set(files "")
  endif()
  list(SORT files)
  foreach(file IN LISTS files)
    if(file MATCHES "\\.(gz|br|map)$" OR file MATCHES "manifest\\.json$")
      continue()
    endif()
    string(REGEX MATCH "[a-z0-9]+$" extension "${file}")
    if(NOT DEFINED TYPE_${extension})
      message(FATAL_ERROR "${file}: no content type is known for .${extension}")
    endif()
    set(entry "{\"/${file}\", \"${TYPE_${extension}}\"")
    foreach(form "" ".gz" ".br")
      if(EXISTS "${DIST}/${file}${form}")
        add_blob("${DIST}/${file}${form}")
        string(APPEND entry ", ${blob}")
      else()
        string(APPEND entry ", {}")
      endif()
    endforeach()
    string(APPEND entries "    ${entry}},\n")
  endforeach()
  set(body "  static const std::vector<UiAsset> kAssets = {\n${entries}  };\n  return kAssets;")
  file(WRITE "${OUT}" "// Made by cmake/WebUi.cmake.\n#include \"serve/assets.hpp\"\n
#include <vector>\n\n${blobs}\nnamespace vedette {\n
std::span<const UiAsset> ui_assets() {\n${body}\n}\n\n}  // namespace vedette\n")
endif()
