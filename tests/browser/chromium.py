"""A headless Chromium, driven through its debugging pipe: open a page, ask it, take its picture.

Messages are JSON, each ended by a NUL, on two pipes that the browser has as descriptors 3 and 4. No
network, no port, no package but the browser itself.
"""
import base64
import json
import os
import shutil
import subprocess
import tempfile


class Failure(Exception):
    """The browser said no, or nothing."""


class Chromium:
    def __init__(self, program='chromium'):
        self.home = tempfile.mkdtemp(prefix='wsalog-browser.')
        ours_read, its_write = os.pipe()
        its_read, ours_write = os.pipe()
        arguments = [program, '--headless=new', '--remote-debugging-pipe', '--no-sandbox',
                     '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars',
                     '--no-first-run', '--disable-background-networking', '--disable-extensions',
                     '--disable-component-update', '--disable-sync', '--font-render-hinting=none',
                     '--user-data-dir=' + self.home, 'about:blank']

        def pipes():
            # Both may stand where the other has to go.
            read, write = os.dup(its_read), os.dup(its_write)
            os.dup2(read, 3)
            os.dup2(write, 4)

        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            arguments, preexec_fn=pipes, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, 'HOME': self.home})
        os.close(its_read)
        os.close(its_write)
        self.input = os.fdopen(ours_write, 'wb', buffering=0)
        self.output = os.fdopen(ours_read, 'rb', buffering=0)
        self.pending = b''
        self.number = 0
        self.session = None
        self.events = []
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        self.session = self.call('Target.attachToTarget', targetId=target,
                                 flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.call(domain + '.enable')

    def receive(self):
        while b'\0' not in self.pending:
            got = self.output.read(1 << 16)
            if not got:
                raise Failure('the browser has gone')
            self.pending += got
        message, _, self.pending = self.pending.partition(b'\0')
        return json.loads(message)

    def call(self, method, **parameters):
        """What the browser answers; events that come before are kept."""
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if self.session:
            message['sessionId'] = self.session
        self.input.write(json.dumps(message).encode() + b'\0')
        while True:
            answer = self.receive()
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise Failure(f'{method}: {answer["error"]["message"]}')
                return answer['result']
            self.events.append(answer)

    def open(self, path, width, height, dark=False):
        """Show a file; the events of loading it are in self.events afterwards."""
        self.events = []
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)
        self.call('Emulation.setEmulatedMedia', media='', features=[
            {'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}])
        self.call('Page.navigate', url='file://' + os.path.abspath(path))
        while not any(event.get('method') == 'Page.loadEventFired' for event in self.events):
            self.events.append(self.receive())

    def ask(self, expression):
        """The value of a JavaScript expression; the page's own policy does not bind us."""
        answer = self.call('Runtime.evaluate', expression=expression, returnByValue=True,
                           awaitPromise=True)
        if 'exceptionDetails' in answer:
            raise Failure(str(answer['exceptionDetails']))
        return answer['result'].get('value')

    def press(self, key, code):
        for kind in ('keyDown', 'keyUp'):
            self.call('Input.dispatchKeyEvent', type=kind, key=key, code=key,
                      windowsVirtualKeyCode=code)

    def picture(self, path, whole=False, height=6000):
        """A screenshot of the window, or of the whole page up to a height."""
        extra = {}
        if whole:
            size = self.call('Page.getLayoutMetrics')['cssContentSize']
            extra = {'captureBeyondViewport': True, 'clip': {
                'x': 0, 'y': 0, 'width': size['width'], 'height': min(size['height'], height),
                'scale': 1}}
        data = self.call('Page.captureScreenshot', format='png', **extra)['data']
        with open(path, 'wb') as file:
            file.write(base64.b64decode(data))

    def print(self, path):
        """The page on A4 as PDF."""
        data = self.call('Page.printToPDF', printBackground=False, paperWidth=8.27,
                         paperHeight=11.69)['data']
        with open(path, 'wb') as file:
            file.write(base64.b64decode(data))

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.input.close()
        self.output.close()
        shutil.rmtree(self.home, ignore_errors=True)
