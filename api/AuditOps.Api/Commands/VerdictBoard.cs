using AuditOps.Schemas.Contracts;

namespace AuditOps.Api.Commands;

/// <summary>
/// Brings verdicts to those who wait for them, and keeps the newest for those who ask later. Everything is keyed by tenant and command: nobody can be given another
/// tenant's verdict by guessing ids. Safe for several threads.
/// </summary>
internal sealed class VerdictBoard
{
    /// <summary>Verdicts that are remembered, and commands that may be without one; about 500 bytes each.</summary>
    public const int Most = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Tenant, string Command), TaskCompletionSource<TriageFact>> _board = [];
    private readonly Queue<(string Tenant, string Command)> _answered = new();
    private readonly Queue<(string Tenant, string Command)> _asked = new();

    /// <summary>Completes with the verdict; at once when it is known.</summary>
    public Task<TriageFact> ExpectAsync(string tenant, string command)
    {
        lock (_lock)
        {
            var key = (tenant, command);
            if (_board.TryGetValue(key, out var known))
                return known.Task;
            var asked = _board[key] = new TaskCompletionSource<TriageFact>(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked.Enqueue(key);
            while (_asked.Count > Most)
                ForgetUnanswered(_asked.Dequeue());
            return asked.Task;
        }
    }

    /// <summary>The verdict when there is one, a task that waits when the command is under way, null when it is not known here.</summary>
    public Task<TriageFact>? Find(string tenant, string command)
    {
        lock (_lock)
            return _board.TryGetValue((tenant, command), out var known) ? known.Task : null;
    }

    public void Post(TriageFact verdict)
    {
        lock (_lock)
        {
            var key = (verdict.Tenant, verdict.CommandId);
            if (!_board.TryGetValue(key, out var waiting))
                waiting = _board[key] = new TaskCompletionSource<TriageFact>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!waiting.TrySetResult(verdict))
                return;
            _answered.Enqueue(key);
            while (_answered.Count > Most)
                _board.Remove(_answered.Dequeue());
        }
    }

    private void ForgetUnanswered((string Tenant, string Command) key)
    {
        if (_board.TryGetValue(key, out var asked) && !asked.Task.IsCompleted && _board.Remove(key))
            asked.TrySetCanceled();
    }
}
