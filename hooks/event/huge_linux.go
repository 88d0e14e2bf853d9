package event

import (
	"syscall"
	"unsafe"
)

// hugepages asks the kernel to back the part of Go's heap in which b lies by
// pages of 2 MiB, and returns which part that is: a log of many megabytes is
// mostly memory that nobody has touched before, and page faults cost more than
// the copying (1.6 us for each 4 KiB, 0.35 us with large pages, in a virtual
// machine). It is a hint: nothing depends on its success. done is what it
// returned the last time.
func hugepages(b []byte, done uintptr) uintptr {
	const part = 64 << 20 // Go's heap arena on 64-bit Linux (runtime/malloc.go, heapArenaBytes)
	from := uintptr(unsafe.Pointer(unsafe.SliceData(b))) &^ (part - 1)
	if from != done {
		syscall.Syscall(syscall.SYS_MADVISE, from, part, syscall.MADV_HUGEPAGE)
	}
	return from
}
