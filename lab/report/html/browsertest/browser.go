//go:build !js

// Package browsertest opens netlab's pages as people do: in a browser. Tests of
// every package that writes a page share it.
//
// A Tab is one page in a headless Chromium, with nothing kept from the one before.
// Whatever is wrong with a page by itself fails the test without being asked for: an
// error on the console, an exception, a dialog, a request for anything but the
// page's own file. The rest is asked: the tab answers JavaScript, takes keys, tells
// what is seen on it, and has axe-core say what keeps people out.
//
// Where there is no Chromium, or the tests are to be short, they are skipped with
// the reason. NETLAB_TEST_SHOTS names a folder for pictures of what the tests saw. The
// package is not built as WebAssembly, where chromedp has no way to start a browser.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// chromium is the browser that the tests of a package share. The first starts it.
var chromium struct {
	sync.Once
	ctx  context.Context
	stop []func()
	err  error
}

// Main runs a package's tests and ends their browser: what its TestMain does.
func Main(m *testing.M) {
	code := m.Run()
	for _, stop := range slices.Backward(chromium.stop) {
		stop()
	}
	os.Exit(code)
}

// browser is the browser, or skips the test where there is none.
func browser(t testing.TB) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes some seconds")
	}
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path == "" {
			path, _ = exec.LookPath(name)
		}
	}
	if path == "" {
		t.Skip("no Chromium here: apt-get install chromium")
	}
	chromium.Do(func() { chromium.err = start(path) })
	if chromium.err != nil {
		t.Fatalf("%s does not start: %v", path, chromium.err)
	}
	return chromium.ctx
}

// start starts the browser with a profile of its own, and keeps it from talking to
// anybody.
func start(path string) error {
	dir, err := os.MkdirTemp("", "netlab-browser")
	if err != nil {
		return err
	}
	chromium.stop = append(chromium.stop, func() { os.RemoveAll(dir) })
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck, chromedp.UserDataDir(filepath.Join(dir, "profile"))}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "disable-dev-shm-usage"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	chromium.stop = append(chromium.stop, stop)
	chromium.ctx, stop = chromedp.NewContext(ctx)
	chromium.stop = append(chromium.stop, stop)
	return chromedp.Do(chromium.ctx, chromedp.Navigate("about:blank"))
}
