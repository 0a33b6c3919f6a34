using System.Text.Json;

namespace AuditOps.Processors;

/// <summary>Keeps a JSON file in step with the role's status. Replaced as a whole, so a reader never sees half of it.</summary>
internal sealed class StatusFileWriter : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly string _file;
    private readonly Func<ProcessorStatus> _status;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public StatusFileWriter(string file, Func<ProcessorStatus> status, TimeProvider time)
    {
        _file = file;
        _status = status;
        _time = time;
        _loop = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await WriteAsync();
            try
            {
                await Task.Delay(Interval, _time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task WriteAsync()
    {
        var content = new
        {
            At = _time.GetUtcNow(),
            AllocatedBytes = GC.GetTotalAllocatedBytes(),
            HeapBytes = GC.GetTotalMemory(forceFullCollection: false),
            GcPauseMs = GC.GetTotalPauseDuration().TotalMilliseconds,
            _status().Stages,
        };
        try
        {
            await File.WriteAllBytesAsync(_file + ".tmp", JsonSerializer.SerializeToUtf8Bytes(content, Json));
            File.Move(_file + ".tmp", _file, overwrite: true);
        }
        catch (IOException)
        {
            // The file is a convenience for watchers; a full disk must not stop the processing. The next second tries again.
        }
    }
}
