# cmake -D FOLDER=FOLDER -D OUT=FILE -P embed.cmake: a piece of C++ that names every file of the folder and
# holds its text, as {"NAME", "TEXT"}, one after the other.
file(GLOB files "${FOLDER}/*")
set(members "")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" text)
  string(APPEND members "{\"${name}\", R\"~~~(${text})~~~\"},\n")
endforeach()
file(WRITE "${OUT}" "${members}")
