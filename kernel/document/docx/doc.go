// Package docx writes documents for word processors (Office Open XML, ISO/IEC 29500-1, WordprocessingML): reports that
// somebody will edit, sign or put into a file. It has the shape of kernel/document/pdf, so that one piece of code can
// write both.
//
// Headings, lists and tables are real ones: styles "Title" and "Heading 1" to "Heading 3" stand in the navigation, a
// table's head is repeated on every page, the language is that of the text, so that the reader's program spells and
// reads aloud in it. Nothing is fetched and no macro, comment or author stands in a file.
//
// The same content at the same instant gives the same bytes.
package docx
