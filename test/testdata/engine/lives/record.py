#!/usr/bin/env python3
"""record.py LAB RUNS [PATTERN] > recorded.jsonl     plays cases.json on mgr1 of a laboratory of real daemons (20.10) without a swarm.

Each container is asked for every 25 ms (inspect, and its row of ps -a); a line holds what changed, the commands' output and the
events, with milliseconds since the case began. Cases of the daemon go together, four others at a time, so that the
machine is not what is measured.
"""
import http.client, json, os, re, socket, subprocess, sys, threading, time

LAB, RUNS = sys.argv[1], int(sys.argv[2])
HERE = os.path.dirname(os.path.abspath(__file__))
LABDIR = os.environ.get('LABDIR', os.environ.get('TMPDIR', '/tmp') + '/swarm-lab')
LAB_SH = os.environ['LAB_SH']
SOCKET = f'{LABDIR}/{LAB}/mgr1/run/docker.sock'


class Connection(http.client.HTTPConnection):
    def __init__(self):
        super().__init__('docker', timeout=30)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(30)
        self.sock.connect(SOCKET)


def get(path):
    connection = Connection()
    try:
        connection.request('GET', path)
        answer = connection.getresponse()
        return json.loads(answer.read()) if answer.status == 200 else None
    except (OSError, http.client.HTTPException, ValueError):
        return 'down'
    finally:
        connection.close()


def state_of(name):
    seen = get(f'/v1.41/containers/{name}/json')
    if seen in (None, 'down'):
        return seen and {'daemon': 'down'}
    rows = get('/v1.41/containers/json?all=1&filters=' + '%7B%22id%22%3A%5B%22' + seen['Id'] + '%22%5D%7D')
    if not isinstance(rows, list) or not rows:
        return {'daemon': 'down'} if rows == 'down' else None
    state = seen['State']
    health = state.get('Health')
    return {
        **{key: state[key] for key in ('Status', 'Running', 'Paused', 'Restarting', 'ExitCode', 'Error')},
        'RestartCount': seen['RestartCount'],
        'Ps': re.sub(r'(About |Less than )?(\d+|an?) (second|minute)s?', '<age>', rows[0]['Status']),
        **({} if health is None else {
            'Health': {
                'Status': health['Status'],
                'FailingStreak': health['FailingStreak'],
                'Log': [[row['ExitCode'], row['Output']] for row in health['Log'] or []],
            }
        }),
    }


def lab(*words):
    return subprocess.run([LAB_SH, LAB, *words], capture_output=True, text=True).stdout.strip()


def act(text, name):
    began = time.time()
    if text.startswith('fault '):
        _, verb, node = text.split()
        lab({'stop': 'dterm', 'kill': 'dkill', 'start': 'dstart'}[verb], node)
        return None
    line = f'docker -H unix://{SOCKET} ' + text.replace('NAME', name)
    done = subprocess.run(['bash', '-c', line], capture_output=True, text=True)
    mask = lambda words: re.sub(r'\b[0-9a-f]{64}\b', '<id>', words).replace(name, 'NAME')
    return {'stdout': mask(done.stdout), 'stderr': mask(done.stderr), 'exit': done.returncode, 'ms': round((time.time() - began) * 1000)}


def play(case, name, results, run):
    began = time.time()
    now = lambda: round((time.time() - began) * 1000)
    changes, commands, stop = [], [None] * len(case['steps']), threading.Event()

    def watch():
        last = None
        while not stop.is_set():
            state = state_of(name)
            if state is not None and state != last:
                changes.append([now(), state])
                last = state
            time.sleep(0.025)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for i, (at, text) in enumerate(case['steps']):
        time.sleep(max(0, at / 1000 - (time.time() - began)))
        if not (case.get('daemon') and text.startswith('fault ') and not case.get('first')):
            commands[i] = act(text, name)
    time.sleep(max(0, case['forMs'] / 1000 - (time.time() - began)))
    stop.set()
    watcher.join()
    until = time.time()
    events = []
    connection = Connection()
    connection.request('GET', f'/v1.41/events?since={began - 1:.6f}&until={until:.6f}&filters=' + '%7B%22type%22%3A%5B%22container%22%5D%2C%22container%22%3A%5B%22' + name + '%22%5D%7D')
    for line in connection.getresponse().read().decode().splitlines():
        event = json.loads(line)
        more = {key: value for key, value in event['Actor']['Attributes'].items() if key in ('exitCode', 'signal', 'execDuration')}
        action = re.sub(r'\b[0-9a-f]{64}\b', '<id>', event['Action'])
        events.append([round((event['timeNano'] / 1e9 - began) * 1000), action, more])
    connection.close()
    results.append({'name': case['name'], 'run': run, 'commands': commands, 'changes': changes, 'events': events})


cases = [case for case in json.load(open(f'{HERE}/cases.json')) if re.search(sys.argv[3] if len(sys.argv) > 3 else '', case['name'])]
plain = [case for case in cases if not case.get('daemon')]
groups = [plain[i:i + 4] for i in range(0, len(plain), 4)]
for kill in (None, True):
    groups.append([case for case in cases if case.get('daemon') and case.get('kill') == kill])
for group in groups:
    for case in group:
        case['first'] = case is group[0]
    for run in range(RUNS):
        results = []
        threads = [threading.Thread(target=play, args=(case, f'c{i}', results, run)) for i, case in enumerate(group)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for result in sorted(results, key=lambda row: [case['name'] for case in group].index(row['name'])):
            print(json.dumps(result, separators=(',', ':')))
        sys.stdout.flush()
        for i in range(len(group)):
            act('rm -f NAME', f'c{i}')
