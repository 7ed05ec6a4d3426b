package web

import (
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The page names every script that it needs at once, and none that can wait.
func TestThePageAsksForItsScriptsAtOnce(t *testing.T) {
	url := serve(t)
	_, page := fetch(t, url+"/en/lesson/attention")
	named := map[string]bool{"/static/js/main.js": true}
	for _, match := range regexp.MustCompile(`<link rel="modulepreload" href="([^"]+)">`).FindAllStringSubmatch(page, -1) {
		named[match[1]] = true
		r, _ := fetch(t, url+match[1])
		assert.Equal(t, http.StatusOK, r.StatusCode, match[1])
	}
	for name := range named {
		text, err := fs.ReadFile(static, strings.TrimPrefix(name, "/"))
		require.NoError(t, err)
		for line := range strings.Lines(string(text)) {
			_, from, imports := strings.Cut(line, " from '")
			if !imports || !strings.HasPrefix(line, "import ") {
				continue
			}
			module := path.Join(path.Dir(name), from[:strings.IndexByte(from, '\'')])
			assert.True(t, named[module], "%s, which %s needs", module, name)
		}
	}
	assert.NotContains(t, named, "/static/js/views/game.js", "a view of a lesson is fetched when it is shown")
	assert.Contains(t, page, `href="/api/en/lesson/attention" as="fetch"`)
}
