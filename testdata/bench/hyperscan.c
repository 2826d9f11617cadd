// Scans a file for regular expressions with Hyperscan or Vectorscan, in blocks
// that end at a line, and counts the lines with a match: a yardstick.
//   cc -O2 hyperscan.c -o hyperscan $(pkg-config --cflags --libs libhs) && ./hyperscan PATTERNS FILE
#include <fcntl.h>
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { block = 1 << 20, most = 1 << 18 };
static char *text;
static size_t used;
static const char *end_of_line; // of the last line that was counted
static unsigned long lines;

static int found(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
  const char *at = text + to - 1;
  if (at < end_of_line) return 0;
  const char *end = memchr(at, '\n', text + used - at);
  end_of_line = end ? end : text + used;
  lines++;
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: hyperscan PATTERNS FILE\n"), 2;
  FILE *list = fopen(argv[1], "r");
  const char **patterns = calloc(most, sizeof *patterns);
  unsigned *flags = calloc(most, sizeof *flags), *ids = calloc(most, sizeof *ids), n = 0;
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  while (list && n < most && (length = getline(&line, &size, list)) > 0) {
    line[strcspn(line, "\n")] = 0;
    patterns[n] = strdup(line);
    flags[n] = HS_FLAG_UTF8;
    ids[n] = n;
    n++;
  }
  hs_database_t *database;
  hs_compile_error_t *error;
  if (hs_compile_multi(patterns, flags, ids, n, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS)
    return fprintf(stderr, "%s\n", error->message), 2;
  hs_scratch_t *scratch = NULL;
  hs_alloc_scratch(database, &scratch);
  int file = open(argv[2], O_RDONLY);
  if (file < 0) return perror(argv[2]), 2;
  text = malloc(block);
  for (size_t have = 0;;) {
    ssize_t got = read(file, text + have, block - have);
    if (got < 0) return perror(argv[2]), 2;
    have += got;
    used = have;
    while (got > 0 && used > 0 && text[used - 1] != '\n') used--;
    if (used == 0) used = have;
    end_of_line = text - 1;
    hs_scan(database, text, used, 0, scratch, found, NULL);
    memmove(text, text + used, have - used);
    have -= used;
    if (got == 0) break;
  }
  printf("%lu\n", lines);
  return 0;
}
