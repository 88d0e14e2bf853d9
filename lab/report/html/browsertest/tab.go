//go:build !js

package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A Tab is a page in the browser. It belongs to its test, which ends it.
type Tab struct {
	t    *testing.T
	ctx  context.Context
	file string

	mu     sync.Mutex
	faults []string
}

// A Look is how a page is looked at. The zero Look is a wide window in light colours.
type Look struct {
	Dark  bool
	Phone bool // 360 by 740 pixels
}

// patience is how long a tab may take for all that it is asked.
const patience = 3 * time.Minute

// Open writes a page into a file and opens that.
func Open(t *testing.T, html []byte, l Look) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext()) // what one page keeps, the next does not find
	ctx, late := context.WithTimeout(ctx, patience)
	b := &Tab{t: t, ctx: ctx, file: filepath.Join(t.TempDir(), "page.html")}
	if err := os.WriteFile(b.file, html, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		late()
		cancel()
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, fault := range b.faults {
			t.Error(fault)
		}
	})
	b.do() // the tab opens, so that nothing of the page is missed
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	scheme, width, height := "light", int64(1400), int64(1000)
	if l.Dark {
		scheme = "dark"
	}
	if l.Phone {
		width, height = 360, 740
	}
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	b.do(chromedp.EmulateViewport(width, height), chromedp.Navigate("file://"+b.file))
	return b
}

// call sends the browser a command.
func call[P, R any](b *Tab, command cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.t.Fatal(err)
	}
}

func (b *Tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// hear notes what a page must not do.
func (b *Tab) hear(ev any) {
	fault := ""
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		fault = "an exception: " + ev.ExceptionDetails.Text
		if x := ev.ExceptionDetails.Exception; x != nil {
			fault += " " + x.Description
		}
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeWarning {
			fault = fmt.Sprintf("the console says %v", ev.Args)
		}
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError || ev.Entry.Level == log.EntryLevelWarning {
			fault = "the browser says: " + ev.Entry.Text
		}
	case *network.EventRequestWillBeSent:
		if url, _, _ := strings.Cut(ev.Request.URL, "#"); url != "file://"+b.file {
			fault = "the page asks for " + ev.Request.URL
		}
	case *page.EventJavascriptDialogOpening:
		fault = "a dialog opens: " + ev.Message
	}
	if fault != "" {
		b.mu.Lock()
		b.faults = append(b.faults, fault)
		b.mu.Unlock()
	}
}

// Ask gives what a JavaScript expression comes to; a promise is waited for.
func Ask[T any](b *Tab, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.200s: %v", script, err)
	}
	return v
}

// Keys presses keys, one for each rune; those without a letter are chromedp/kb's.
func (b *Tab) Keys(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// Speak sees to it that the page speaks a language, "en" or "zh", by its own switch.
func (b *Tab) Speak(lang string) {
	b.t.Helper()
	if Ask[string](b, `document.documentElement.lang`) != lang {
		b.do(chromedp.Click(chromedp.ID("lang")))
	}
	if got := Ask[string](b, `document.documentElement.lang`); got != lang {
		b.t.Fatalf("the switch gives %q, want %q", got, lang)
	}
}

// TextsBut are the texts that are seen on the page, but for those in some elements.
func (b *Tab) TextsBut(selector string) []string {
	b.t.Helper()
	return Ask[[]string](b, `(() => {
		const out = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const at = node.parentElement;
			if (node.data.trim() && !at.closest(`+strconv.Quote(selector)+`) && at.checkVisibility()) out.push(node.data);
		}
		return out;
	})()`)
}

// Print is the page as a PDF file, on A4.
func (b *Tab) Print() []byte {
	b.t.Helper()
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	if err != nil {
		b.t.Fatal(err)
	}
	return pdf
}

// Shot writes a picture of the window, where NETLAB_TEST_SHOTS names a folder.
func (b *Tab) Shot(name string) {
	b.t.Helper()
	dir := os.Getenv("NETLAB_TEST_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644)
	}
	if err != nil {
		b.t.Error(err)
	}
}
