"""embed_sql.py: sections become arrays that hold the SQL byte for byte; mistakes name the line."""
import base64
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)


def embed(text, *options):
    with tempfile.TemporaryDirectory() as directory:
        base = pathlib.Path(directory)
        (base / 'in.sql').write_text(text, encoding='utf-8')
        done = subprocess.run(
            [sys.executable, PROGRAM, *options, base / 'in.sql', base / 'out.c', base / 'out.h'],
            capture_output=True, text=True, check=False)
        if done.returncode:
            return None, done.stderr
        arrays = re.findall(r'const char (\w+)\[\] = \{([^}]*)\};', (base / 'out.c').read_text())
        return {name: bytes(map(int, body.split(','))) for name, body in arrays}, \
            (base / 'out.h').read_text()


class EmbedSql(unittest.TestCase):
    def test_makes_an_array_of_each_section(self):
        arrays, header = embed('-- about\n\n-- query: a_b\n-- why\nSELECT 1,\n  \'}\';\n\n'
                               '-- report: c\nSELECT 2;\n')
        self.assertIn('extern const char wl_query_a_b[];', header)
        self.assertEqual(arrays['wl_query_a_b'], b"SELECT 1,\n  '}';\0")
        self.assertEqual(arrays['wl_report_c'], b'SELECT 2;\0')

    def test_keeps_a_whole_file(self):
        arrays, _ = embed('-- words\nSELECT 1;\n', '--whole', 'x')
        self.assertEqual(arrays, {'wl_sql_x': b'-- words\nSELECT 1;\n\0'})

    def test_keeps_a_style_sheet_with_its_digest(self):
        arrays, _ = embed('/* why\n */\na {\n    color: red; /* b */\n}\n', '--style', 'x')
        sheet = b'a {\ncolor: red;\n}'
        digest = base64.b64encode(hashlib.sha256(sheet).digest())
        self.assertEqual(arrays, {'wl_css_x': sheet + b'\0', 'wl_css_x_sha256': digest + b'\0'})

    def test_refuses_a_style_sheet_that_could_end_its_element(self):
        self.assertIn('could end', embed('a::before { content: "</style>"; }', '--style', 'x')[1])

    def test_names_the_line_of_a_mistake(self):
        for text, words in [('SELECT 1;\n', ':1: SQL before'),
                            ('-- query: a\nSELECT 1;\n-- query: a\nSELECT 2;\n', ':3: a second'),
                            ('-- query: A b\n', ':1: a section is written'),
                            ('-- query: a\n', 'section wl_query_a is empty')]:
            self.assertIn(words, embed(text)[1])


unittest.main()
