//go:build unix

package ref

import (
	"os"
	"syscall"
)

// mapFile maps a file privately, or returns nil if the system refuses.
func mapFile(f *os.File, size int) []byte {
	mapping, err := syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	return mapping
}
