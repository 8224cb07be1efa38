"""Runs shell lines in which every program lives in virtual time.

Started once by the conformance runner; reads one JSON object per line from standard input and writes such lines to
standard output. Linux on x86-64 only.

How it works: the line runs under ptrace. The vDSO of each program is overwritten with code that tells the virtual
time. A seccomp filter stops three kinds of calls: waiting for events (epoll), sleeping, and connect(). A thread that
calls one of the first two is held. When every thread of the line is held or waits for another, the runner is told
('waits'); it lets virtual time go on until something was written to the line's sockets or the first time is over, then
says 'go'. connect() to /var/run/docker.sock goes to the socket that the runner names, so the client is called, and
believes itself to be called, as on a machine with Docker.

When do all wait? A held thread's own wait may be over already: another thread has written to the eventfd that is among
what it waits for (Go's runtime does so when a timer is due earlier than the wait ends), so it is let look once more.
A thread that sleeps in the kernel waits for another one only in certain calls. Go's sysmon, which sleeps in real time
while something runs, may be about to wake others; a thread in write() may be waiting for the kernel's terminal.

In:  {"run": [words], "cwd": …, "env": {…}, "socket": …, "now": seconds, "tty": [columns, rows] or null, "stdin": text}
     and as answer to 'waits': {"go": now in seconds}   {"type": text}   {"interrupt": true};   {"kill": true}
Out: {"waits": seconds until the first wait ends, or -1}   {"out": 1 or 2, "data": base64}   {"over": exit code}
"""
import base64, ctypes, errno, fcntl, json, math, os, pty, select, signal, struct, sys, termios, time

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long

PTRACE_TRACEME, PTRACE_CONT, PTRACE_GETREGS, PTRACE_SETREGS = 0, 7, 12, 13
PTRACE_SETOPTIONS, PTRACE_GETEVENTMSG = 0x4200, 0x4201
EVENT_FORK, EVENT_VFORK, EVENT_CLONE, EVENT_EXEC, EVENT_SECCOMP = 1, 2, 3, 4, 7
OPTIONS = (1 << 1) | (1 << 2) | (1 << 3) | (1 << 4) | (1 << 7) | (1 << 20)  # the last: kill them if this ends
WALL = 0x40000000
CONNECT, CLOCK_NANOSLEEP, EPOLL_WAIT, EPOLL_PWAIT, EPOLL_PWAIT2 = 42, 230, 232, 281, 441
PIDFD_OPEN, PIDFD_GETFD = 434, 438
# Calls in which a thread sleeps until another one, a key or a child wakes it: read, poll, select, pause, wait4, futex,
# rt_sigsuspend, rt_sigtimedwait, waitid, pselect6, ppoll.
WAITING_CALLS = frozenset(map(str, (0, 7, 23, 34, 61, 202, 130, 128, 247, 270, 271)))
# One that sleeps in another call is believed to wait after so many seconds: a pipe may be full while its reader sleeps.
DOUBT = 0.03
# Keys that no program takes, and that the terminal does not echo, are waited for so long.
KEYS_LOST = 0.04
DOCKER_SOCKET = b'/var/run/docker.sock\0'


class Registers(ctypes.Structure):
    _fields_ = [(name, ctypes.c_ulonglong) for name in (
        'r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss '
        'fs_base gs_base ds es fs gs').split()]


def ptrace(request, pid, address=0, data=0):
    return libc.ptrace(request, pid, address, data)


def filter_program():
    """Classic BPF: stop at the five calls, allow all others."""
    numbers = (CONNECT, CLOCK_NANOSLEEP, EPOLL_WAIT, EPOLL_PWAIT, EPOLL_PWAIT2)
    code = [(0x20, 0, 0, 0)]  # load the call's number
    for i, number in enumerate(numbers):
        code.append((0x15, len(numbers) - i, 0, number))
    code += [(0x06, 0, 0, 0x7fff0000), (0x06, 0, 0, 0x7ff00000)]  # allow; stop
    return b''.join(struct.pack('HBBI', *line) for line in code), len(code)


FILTER, FILTER_LENGTH = filter_program()


def install_filter():
    text = ctypes.create_string_buffer(FILTER)
    program = ctypes.create_string_buffer(struct.pack('HxxxxxxQ', FILTER_LENGTH, ctypes.addressof(text)))
    libc.prctl(38, 1, 0, 0, 0)  # no new privileges: allows the filter without being root
    if libc.prctl(22, 2, ctypes.byref(program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), 'seccomp')


def own_vdso():
    for line in open('/proc/self/maps'):
        if line.rstrip().endswith('[vdso]'):
            first, last = (int(x, 16) for x in line.split()[0].split('-'))
            return ctypes.string_at(first, last - first)
    raise SystemExit('no vDSO')


def vdso_symbols(image):
    """Name → (offset, size)."""
    table_at, = struct.unpack_from('Q', image, 0x28)
    size, count = struct.unpack_from('HH', image, 0x3a)
    sections = [struct.unpack_from('IIQQQQIIQQ', image, table_at + i * size) for i in range(count)]
    symbols = {}
    for section in sections:
        if section[1] != 11:
            continue
        names_at = sections[section[6]][4]
        for at in range(section[4], section[4] + section[5], 24):
            name, _, _, _, value, length = struct.unpack_from('IBBHQQ', image, at)
            end = image.index(b'\0', names_at + name)
            symbols[image[names_at + name:end].decode()] = (value & 0xffffff, length)
    return symbols


def patches():
    """Offset → bytes of the new vDSO; and where in it seconds, nanoseconds and microseconds stand."""
    symbols = vdso_symbols(own_vdso())
    mov_rax = b'\x48\xb8' + bytes(8)
    to_rsi, to_rsi8 = b'\x48\x89\x06', b'\x48\x89\x46\x08'
    to_rdi, to_rdi8 = b'\x48\x89\x07', b'\x48\x89\x47\x08'
    zero, ret, test_rdi = b'\x31\xc0', b'\xc3', b'\x48\x85\xff'
    # Each look at the clock finds it a nanosecond later: a counter in the program's own memory.
    counted = b'\x48\xb9' + bytes(8) + b'\xb8\1\0\0\0' + b'\xf0\x48\x0f\xc1\x01'
    clock = mov_rax + to_rsi + counted + b'\x48\xba' + bytes(8) + b'\x48\x01\xd0' + to_rsi8 + zero + ret
    day = test_rdi + b'\x74' + bytes([27]) + mov_rax + to_rdi + mov_rax + to_rdi8 + zero + ret
    time = mov_rax + test_rdi + b'\x74\x03' + to_rdi + ret
    host = max(('clock_gettime', 'gettimeofday'), key=lambda name: symbols['__vdso_' + name][1])
    base = symbols['__vdso_' + host][0]
    bodies = [('clock_gettime', clock), ('gettimeofday', day), ('time', time)]
    bodies.sort(key=lambda pair: pair[0] != host)
    blob, places, jumps = b'', {}, {}
    for name, body in bodies:
        places[name] = base + len(blob)
        at = symbols['__vdso_' + name][0]
        if at != places[name]:
            jumps[at] = b'\xe9' + struct.pack('i', places[name] - at - 5)
        blob += body
    if len(blob) > symbols['__vdso_' + host][1]:
        raise SystemExit('the vDSO has no room')
    seconds = [places['clock_gettime'] + 2, places['gettimeofday'] + 7, places['time'] + 2]
    nanos, micros = places['clock_gettime'] + 35, places['gettimeofday'] + 20
    return {base: blob, **jumps}, seconds, nanos, micros, places['clock_gettime'] + 15


PATCHES, SECONDS_AT, NANOS_AT, MICROS_AT, COUNTER_AT = patches()


def send(message):
    rest = (json.dumps(message) + '\n').encode()
    while rest:  # a signal may cut a write short
        rest = rest[os.write(REPORTS, rest):]


class Line:
    """One shell line and all processes that it starts."""

    def __init__(self, order):
        self.socket = order['socket'].encode() + b'\0'
        self.now = order['now']
        self.vdso = {}      # process → (where its vDSO is, its memory)
        self.known = set()  # threads under ptrace
        self.processes = {} # thread → its process
        self.early = set()  # threads that stopped before their birth was told
        self.held = {}      # thread → registers
        self.held_until = {}  # held thread → when it has waited long enough
        self.told = False   # that all wait
        self.doubted = None # since when some thread sleeps for a reason that is not known, and how much all had run then
        self.keys = None    # keys are on their way: until when they are waited for, and how much all had run before
        self.outputs = {}
        self.code = None
        self.start(order)

    def start(self, order):
        tty = order.get('tty')
        if tty:
            self.terminal, inner = pty.openpty()
            fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack('HHHH', tty[1], tty[0], 0, 0))
            self.outputs[self.terminal] = 1
            ends = (inner, inner, inner)
        else:
            self.terminal = None
            out, err = os.pipe(), os.pipe()
            self.outputs[out[0]], self.outputs[err[0]] = 1, 2
            empty = os.open('/dev/null', os.O_RDONLY)
            ends = (empty, out[1], err[1])
        self.root = os.fork()
        if self.root == 0:
            try:
                os.setsid()
                if tty:
                    fcntl.ioctl(ends[0], termios.TIOCSCTTY, 0)
                for fd, end in enumerate(ends):
                    os.dup2(end, fd)
                os.closerange(3, 256)
                os.chdir(order['cwd'])
                for number in (signal.SIGINT, signal.SIGPIPE, signal.SIGCHLD):
                    signal.signal(number, signal.SIG_DFL)
                signal.set_wakeup_fd(-1)
                ptrace(PTRACE_TRACEME, 0)
                os.kill(os.getpid(), signal.SIGSTOP)
                install_filter()
                os.execvpe(order['run'][0], order['run'], order['env'])
            except BaseException as error:
                os.write(2, repr(error).encode())
                os._exit(126)
        # Its own end of the terminal stays open: with the last one closed, what was not read yet may be lost.
        self.inner = ends[0] if tty else None
        for end in set(ends) - {self.inner}:
            os.close(end)
        os.waitpid(self.root, 0)
        self.known.add(self.root)
        ptrace(PTRACE_SETOPTIONS, self.root, 0, OPTIONS)
        ptrace(PTRACE_CONT, self.root)

    # Virtual time

    def put_clock(self, process):
        where, memory = self.vdso[process]
        whole = int(self.now)
        nanos = round((self.now - whole) * 1000) * 1000000
        for at in SECONDS_AT:
            os.pwrite(memory, struct.pack('Q', whole), where + at)
        os.pwrite(memory, struct.pack('Q', nanos), where + NANOS_AT)
        os.pwrite(memory, struct.pack('Q', nanos // 1000), where + MICROS_AT)

    def has_begun(self, process):
        """A new program: its vDSO is fresh."""
        self.forget(process)
        with open(f'/proc/{process}/maps') as maps:
            areas = {line.split()[-1]: [int(x, 16) for x in line.split()[0].split('-')] for line in maps}
        if '[vdso]' not in areas:
            return
        where = areas['[vdso]'][0]
        # The eight highest bytes of a stack hold a null pointer that nobody uses (fs/exec.c, __bprm_mm_init).
        counter = areas['[stack]'][1] - 8
        memory = os.open(f'/proc/{process}/mem', os.O_RDWR)
        self.vdso[process] = (where, memory)
        for at, code in PATCHES.items():
            os.pwrite(memory, code, where + at)
        os.pwrite(memory, struct.pack('Q', counter), where + COUNTER_AT)
        os.pwrite(memory, bytes(8), counter)
        self.put_clock(process)

    def forget(self, process):
        if process in self.vdso:
            os.close(self.vdso.pop(process)[1])

    def go(self, now):
        self.now = now
        for process in list(self.vdso):
            try:
                self.put_clock(process)
            except OSError:
                self.forget(process)
        for thread, registers in list(self.held.items()):
            if registers.orig_rax != CLOCK_NANOSLEEP or self.has_slept(thread):
                self.release(thread)
        self.told = False

    def has_slept(self, thread):
        if self.held_until[thread] <= self.now + 1e-6:
            return True
        with open(f'/proc/{thread}/status') as status:
            pending = [line.split()[1] for line in status if line.startswith(('SigPnd:', 'ShdPnd:'))]
        return any(int(mask, 16) for mask in pending)

    def release(self, thread):
        """The call returns at once: with what there is."""
        registers = self.held.pop(thread)
        del self.held_until[thread]
        if registers.orig_rax == CLOCK_NANOSLEEP:
            registers.orig_rax, registers.rax = 2**64 - 1, 0
        elif registers.orig_rax == EPOLL_PWAIT2:
            registers.orig_rax, registers.r10 = EPOLL_PWAIT, 0
        else:
            registers.r10 = 0
        ptrace(PTRACE_SETREGS, thread, 0, ctypes.addressof(registers))
        ptrace(PTRACE_CONT, thread)

    # Stops

    def call(self, thread):
        registers = Registers()
        ptrace(PTRACE_GETREGS, thread, 0, ctypes.addressof(registers))
        number = registers.orig_rax
        if number == CONNECT:
            self.redirect(thread, registers)
        else:
            seconds = self.timeout(thread, registers)
            if seconds != 0:
                self.held[thread] = registers
                self.held_until[thread] = self.now + seconds if seconds > 0 else math.inf
                return
        ptrace(PTRACE_CONT, thread)

    def timeout(self, thread, registers):
        number = registers.orig_rax
        if number in (EPOLL_WAIT, EPOLL_PWAIT):
            ms = ctypes.c_int(registers.r10 & 0xffffffff).value
            return -1 if ms < 0 else ms / 1000
        address = registers.r10 if number == EPOLL_PWAIT2 else registers.rdx
        if address == 0:
            return -1
        with open(f'/proc/{thread}/mem', 'rb', 0) as memory:
            seconds, nanos = struct.unpack('qq', os.pread(memory.fileno(), 16, address))
        until = seconds + nanos / 1e9
        return max(0, until - self.now) if number == CLOCK_NANOSLEEP and registers.rsi & 1 else until

    def redirect(self, thread, registers):
        with open(f'/proc/{thread}/mem', 'r+b', 0) as memory:
            given = os.pread(memory.fileno(), min(registers.rdx, 110), registers.rsi)
            if given[:2] == b'\1\0' and (given[2:] + b'\0').startswith(DOCKER_SOCKET):
                os.pwrite(memory.fileno(), self.socket, registers.rsi + 2)
                registers.rdx = 2 + len(self.socket)
                ptrace(PTRACE_SETREGS, thread, 0, ctypes.addressof(registers))

    def event_message(self, thread):
        message = ctypes.c_ulong()
        ptrace(PTRACE_GETEVENTMSG, thread, 0, ctypes.addressof(message))
        return message.value

    def wait(self):
        """Everything that has happened to the processes."""
        while True:
            try:
                thread, status = os.waitpid(-1, WALL | os.WNOHANG)
            except ChildProcessError:
                return
            if thread == 0:
                return
            if not os.WIFSTOPPED(status):
                self.known.discard(thread)
                self.held.pop(thread, None)
                self.held_until.pop(thread, None)
                self.forget(thread)
                if thread == self.root:
                    self.code = os.waitstatus_to_exitcode(status)
                continue
            number, event = os.WSTOPSIG(status), status >> 16
            if event == EVENT_SECCOMP:
                self.call(thread)
            elif event in (EVENT_FORK, EVENT_VFORK, EVENT_CLONE):
                child = self.event_message(thread)
                self.adopt(child, thread)
                ptrace(PTRACE_CONT, thread)
            elif event == EVENT_EXEC:
                self.has_begun(thread)
                ptrace(PTRACE_CONT, thread)
            elif thread not in self.known:
                # The first stop of a new thread; its parent may not have told of it yet.
                self.adopt(thread, None)
                ptrace(PTRACE_CONT, thread)
            elif number == signal.SIGSTOP and thread in self.early:
                self.early.discard(thread)
                ptrace(PTRACE_CONT, thread)
            else:
                ptrace(PTRACE_CONT, thread, 0, 0 if number == signal.SIGTRAP else number)

    def adopt(self, child, parent):
        if child == 0 or child in self.known:  # 0: its parent has died while it told
            return
        self.known.add(child)
        if parent is not None:
            self.early.add(child)

    # Ends

    def interrupt(self):
        if self.terminal is not None:
            return self.type('\x03')
        os.killpg(self.root, signal.SIGINT)
        self.told = False

    def type(self, text):
        """The kernel hands keys on in its own time, and nobody looks busy meanwhile."""
        before = self.looked_at()[0]
        os.write(self.terminal, text.encode())
        self.keys = time.monotonic() + KEYS_LOST, before
        self.told = False

    def kill(self):
        for thread in list(self.known):
            try:
                os.kill(thread, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def looked_at(self):
        """How much each thread that is not held has run, and whether all wait: 'no', 'doubtful', 'yes'."""
        ran, answer = [], 'yes'
        for thread in sorted(self.known - self.held.keys()):
            try:
                with open(f'/proc/{thread}/stat') as stat, open(f'/proc/{thread}/schedstat') as times, \
                        open(f'/proc/{thread}/syscall') as call:
                    # A stopped one waits for this loop, and so does one that has ended.
                    state = stat.read().rsplit(')', 1)[1].split()[0]
                    ran.append((thread, times.read()))
                    if state != 'S':
                        answer = 'no'
                    elif call.read().split()[0] not in WAITING_CALLS and answer == 'yes':
                        answer = 'doubtful'
            except OSError:
                self.known.discard(thread)  # another thread of its process has called exec
        return ran, answer if self.known else 'no'

    def all_wait(self):
        ran, answer = self.looked_at()
        if answer == 'no':
            self.doubted = None
            return False
        if self.keys is not None:
            until, before = self.keys
            if ran == before and not self.has_keys() and time.monotonic() < until:
                return False
            self.keys = None
        if answer == 'doubtful':
            if self.doubted is None or self.doubted[1] != ran:
                self.doubted = time.monotonic(), ran
            if time.monotonic() - self.doubted[0] < DOUBT:
                return False
        # Nobody has run between two looks: the first was not at one thread before and at another after a wake-up.
        return self.looked_at() == (ran, answer)

    def has_keys(self):
        return bool(select.select([self.inner], [], [], 0)[0])

    def tell(self):
        if self.told or not self.all_wait():
            return
        ready = [thread for thread, registers in self.held.items() if self.is_ready(thread, registers)]
        for thread in ready:
            self.release(thread)
        if not ready:
            self.told = True
            until = min(self.held_until.values(), default=math.inf)
            send({'waits': -1 if until == math.inf else max(0, round(until - self.now, 6))})

    def is_ready(self, thread, registers):
        """Whether there is something for a held thread that waits for events."""
        if registers.orig_rax == CLOCK_NANOSLEEP:
            return False
        process = libc.syscall(PIDFD_OPEN, self.process_of(thread), 0)
        events = libc.syscall(PIDFD_GETFD, process, ctypes.c_int(registers.rdi & 0xffffffff), 0)
        try:
            if events < 0:
                if ctypes.get_errno() == errno.ESRCH:  # it has just died
                    return False
                raise OSError(ctypes.get_errno(), 'pidfd_getfd')
            return bool(select.select([events], [], [], 0)[0])
        finally:
            for fd in (process, events):
                if fd >= 0:
                    os.close(fd)

    def process_of(self, thread):
        if thread not in self.processes:
            with open(f'/proc/{thread}/status') as status:
                self.processes[thread] = next(int(line.split()[1]) for line in status if line.startswith('Tgid:'))
        return self.processes[thread]

    def read(self, fd):
        try:
            data = os.read(fd, 65536)
        except OSError:
            data = b''
        if data:
            send({'out': self.outputs[fd], 'data': base64.b64encode(data).decode()})
        else:
            os.close(fd)
            del self.outputs[fd]

    def is_over(self):
        if self.code is not None and self.inner is not None:
            while select.select([self.terminal], [], [], 0)[0]:
                self.read(self.terminal)
            os.close(self.inner)
            os.close(self.terminal)
            self.inner, self.outputs = None, {}
        return self.code is not None and not self.outputs


def main():
    wake_in, wake_out = os.pipe()
    for fd in (wake_in, wake_out):
        os.set_blocking(fd, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_out, warn_on_full_buffer=False)
    line, unread = None, b''
    while True:
        patience = None if line is None or line.told else 0.0002 if line.held else 0.001
        readable, _, _ = select.select([0, wake_in, *(line.outputs if line else ())], [], [], patience)
        if wake_in in readable:
            os.read(wake_in, 4096)
        if line:
            line.wait()
            for fd in readable:
                if fd in line.outputs:
                    line.read(fd)
            line.tell()
        if 0 in readable:
            data = os.read(0, 65536)
            if not data:
                return line and line.kill()
            unread += data
            *orders, unread = unread.split(b'\n')
            for order in map(json.loads, orders):
                if 'run' in order:
                    line = Line(order)
                elif line and 'go' in order:
                    line.go(order['go'])
                elif line and 'type' in order:
                    line.type(order['type'])
                elif line and 'interrupt' in order:
                    line.interrupt()
                elif line and 'kill' in order:
                    line.kill()
        if line and line.is_over():
            code = line.code if line.code >= 0 else 128 - line.code
            line = None
            send({'over': code})


REPORTS = os.dup(1)
os.dup2(2, 1)
main()
