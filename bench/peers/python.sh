# Read by the scripts beside it: an environment with the peers, at their pinned versions, in a folder for temporary files.
environment=${TMPDIR:-/tmp}/tongguan-peers-$(sha256sum "$here/requirements.txt" | cut -c1-12)
python=$environment/bin/python
if [ ! -x "$environment/ready" ]; then
  python3 -m venv "$environment"
  "$python" -m pip install --quiet --requirement "$here/requirements.txt"
  install -m 755 /dev/null "$environment/ready"
fi
