package html

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"netlab/lab/words"
)

// Frame says what Shell puts around a page.
type Frame struct {
	Lang  words.Lang // the language that the page opens in; "": English
	Title words.Text // of the window, and the page's heading
	Lead  words.Text // a line under the heading; empty: none

	// Body writes what stands between the heading and the foot: escaped, in both
	// languages (Both, Say, Attr). An error that it returns ends the page.
	Body func(w io.Writer) error

	// CSS and JS follow the shell's own, each in an element of its own. They are the
	// program's, never a record's. A script may use what shell.js offers as
	// globalThis.netlab.
	CSS, JS []string

	Wide    bool   // the page fills the window, and scrolls inside
	Command string // what makes the page again, "netlab run teardown"; "": it is not told
	Version string // of netlab; "": it is not told
}

//go:embed assets/shell.css
var shellCSS string

//go:embed assets/shell.js
var shellJS string

// Shell writes a page: one file, which loads nothing. It returns the first error
// in writing, or the body's.
func Shell(w io.Writer, f Frame) error {
	if f.Lang == "" {
		f.Lang = words.English
	}
	css, js := append([]string{shellCSS}, f.CSS...), append([]string{shellJS}, f.JS...)
	if err := closes(css, js); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	class := ""
	if f.Wide {
		class = ` class="wide"`
	}
	fmt.Fprintf(out, "<!DOCTYPE html>\n<html lang=\"%s\"%s data-title-en=\"%s\" data-title-zh=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
		f.Lang, class, Text(f.Title.EN), Text(f.Title.ZH))
	fmt.Fprintf(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n", policy(css, js))
	fmt.Fprintf(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>%s</title>\n", Text(in(f.Title, f.Lang)))
	for _, text := range css {
		fmt.Fprintf(out, "<style>%s</style>\n", text)
	}
	fmt.Fprintf(out, "<script>%s</script>\n</head>\n<body>\n", shellJS)
	fmt.Fprintf(out, "<header class=\"top\">\n<div><h1>%s</h1>", Both(f.Title))
	if f.Lead != (words.Text{}) {
		fmt.Fprintf(out, "<p>%s</p>", Both(f.Lead))
	}
	fmt.Fprintf(out, "</div>\n<p class=\"switches scripted\"><button type=\"button\" id=\"lang\"></button> <button type=\"button\" id=\"theme\"%s><span class=\"to-dark\">%s</span><span class=\"to-light\">%s</span></button></p>\n</header>\n<main>\n",
		Attr("title", f.Lang, say("page.theme")), Say("page.dark"), Say("page.light"))
	if err := f.Body(out); err != nil {
		return err
	}
	out.WriteString("</main>\n<footer class=\"foot\"><p>netlab")
	if f.Version != "" {
		out.WriteString(" " + Text(f.Version))
	}
	if f.Command != "" {
		fmt.Fprintf(out, " · %s <code>%s</code>", Say("page.again"), Text(f.Command))
	}
	out.WriteString("</p></footer>\n")
	for _, text := range f.JS {
		fmt.Fprintf(out, "<script>%s</script>\n", text)
	}
	out.WriteString("</body>\n</html>\n")
	return out.Flush()
}

// policy is the page's Content-Security-Policy: nothing is loaded from anywhere,
// and nothing runs or styles but the elements with these texts. Whatever a record
// might slip into the page, the browser would not run it.
func policy(css, js []string) string {
	hashes := func(list []string) string {
		var b strings.Builder
		for _, text := range list {
			sum := sha256.Sum256([]byte(text))
			b.WriteString(" 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'")
		}
		return b.String()
	}
	return "default-src 'none'; style-src" + hashes(css) + "; script-src" + hashes(js) + "; img-src data:; base-uri 'none'; form-action 'none'"
}

// closes finds a style or a script that would end its own element early.
func closes(css, js []string) error {
	for _, text := range append(append([]string(nil), css...), js...) {
		low := strings.ToLower(text)
		for _, end := range []string{"</style", "</script", "<!--"} {
			if i := strings.Index(low, end); i >= 0 {
				return fmt.Errorf("html: a style or script of the page has %q in it, near %q: write it in two parts", end, text[max(0, i-20):min(len(text), i+20)])
			}
		}
	}
	return nil
}
