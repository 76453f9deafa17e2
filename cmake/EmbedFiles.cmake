# SPDX-License-Identifier: Apache-2.0
# Turns text files into C++ source.
#
# As a module:  vedette_embed_files(OUTPUT header FUNCTION)  see vedette_embed_files() below.
# As a script (cmake -DOUT=... -DFILES=... -P EmbedFiles.cmake) it writes the source; that is what
# the build runs when a file has changed.

# vedette_embed_files(OUT_VARIABLE HEADER header FUNCTION name FILES files...)
# sets OUT_VARIABLE to the path of a source that defines
#   std::span<const EmbeddedFile> vedette::NAME();
# as `header` declares it, with one entry per file, named without folder and extension.
function(vedette_embed_files out_variable)
  cmake_parse_arguments(ARG "" "HEADER;FUNCTION" "FILES" ${ARGN})
  set(out "${CMAKE_CURRENT_BINARY_DIR}/${ARG_FUNCTION}.cpp")
  list(JOIN ARG_FILES "|" files)
  add_custom_command(OUTPUT "${out}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${out}" "-DHEADER=${ARG_HEADER}"
      "-DFUNCTION=${ARG_FUNCTION}" "-DFILES=${files}"
      -P "${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake"
    DEPENDS ${ARG_FILES} "${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake"
    VERBATIM)
  set(${out_variable} "${out}" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  string(REPLACE "|" ";" FILES "${FILES}")
  set(arrays "")
  set(entries "")
  set(index 0)
  foreach(file IN LISTS FILES)
    file(READ "${file}" hex HEX)
    get_filename_component(name "${file}" NAME_WE)
    # Bytes, not a string literal: compilers limit the length of those.
    string(REGEX REPLACE "(................................................)" "\\1\n" hex "${hex}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
    string(APPEND arrays "constexpr char kFile${index}[] = {\n${bytes}};\n")
    string(APPEND entries "    {\"${name}\", {kFile${index}, sizeof kFile${index}}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  file(WRITE "${OUT}" "// Made by cmake/EmbedFiles.cmake.\n#include \"${HEADER}\"\n
namespace vedette {\nnamespace {\n\n${arrays}
constexpr EmbeddedFile kFiles[] = {\n${entries}};\n
}  // namespace\n
std::span<const EmbeddedFile> ${FUNCTION}() { return kFiles; }\n
}  // namespace vedette\n")
endif()
