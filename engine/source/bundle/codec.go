package bundle

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// A codec is one compression, told by its magic bytes.
type codec struct {
	name  string
	magic []byte
	open  func(*bufio.Reader) (io.Reader, error)
}

var codecs = []codec{
	{"gzip", []byte{0x1f, 0x8b, 8}, func(r *bufio.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
	{"zstd", []byte{0x28, 0xb5, 0x2f, 0xfd}, func(r *bufio.Reader) (io.Reader, error) {
		d, err := zstd.NewReader(r, zstd.WithDecoderMaxWindow(maxZstd), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}},
	{"xz", []byte{0xfd, '7', 'z', 'X', 'Z', 0}, openXZ},
	{"bzip2", []byte("BZh"), func(r *bufio.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil }},
}

func codecOf(head []byte) *codec {
	for i := range codecs {
		if bytes.HasPrefix(head, codecs[i].magic) {
			return &codecs[i]
		}
	}
	return nil
}

// decode opens a decoder that stops at a bomb.
func (c *codec) decode(r io.Reader, limits Limits) (io.ReadCloser, error) {
	counted := &counter{r: r}
	decoded, err := c.open(bufio.NewReaderSize(counted, 64<<10))
	if err != nil {
		return nil, err
	}
	return &bounded{r: decoded, from: counted, limits: limits}, nil
}

// text returns the head of what a file of this compression holds; false when
// that is no text but an archive, or damaged.
func (c *codec) text(f io.ReaderAt, limits Limits) (head []byte, ok bool) {
	decoded, err := c.decode(io.NewSectionReader(f, 0, 1<<62), limits)
	if err != nil {
		return nil, false
	}
	defer decoded.Close()
	head = make([]byte, peekLength)
	n, err := io.ReadFull(decoded, head)
	head = head[:n]
	return head, n > 0 && (err == nil || errors.Is(err, io.ErrUnexpectedEOF)) && !isArchive(head)
}

// openXZ refuses a header that asks for a huge dictionary before the decoder
// allocates it: 28 bytes can ask for 4 GiB.
func openXZ(r *bufio.Reader) (io.Reader, error) {
	head, _ := r.Peek(64)
	if size, ok := xzDictionary(head); ok && size > maxXZWindow {
		return nil, fmt.Errorf("the xz header asks for a dictionary of %d MiB; the limit is %d MiB", size>>20, maxXZWindow>>20)
	}
	return xz.NewReader(r)
}

// xzDictionary reads the dictionary size out of the first block header (XZ file
// format 1.2.0, 3.1 and 5.3.1): flags, optional sizes, filter 0x21 (LZMA2).
func xzDictionary(head []byte) (int64, bool) {
	const streamHeader = 12
	if len(head) < streamHeader+8 || head[streamHeader] == 0 {
		return 0, false
	}
	b := head[streamHeader+1:]
	flags, b := b[0], b[1:]
	for _, bit := range []byte{0x40, 0x80} { // compressed and uncompressed size
		if flags&bit != 0 {
			_, n := binary.Uvarint(b)
			if n <= 0 {
				return 0, false
			}
			b = b[n:]
		}
	}
	if len(b) < 3 || b[0] != 0x21 || b[1] != 1 {
		return 0, false
	}
	bits := b[2] & 0x3f
	if bits >= 40 {
		return 1<<32 - 1, true
	}
	return int64(2|bits&1) << (bits/2 + 11), true
}
