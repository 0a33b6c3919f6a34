using System.Text.Json;
using AuditOps.Embedded.Kafka.Storage;
using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka.Backup;

/// <summary>Waits for requests in the cut folder and serves them one after the other, on a thread of its own: writers that wait for a cut must not keep it from ending.</summary>
internal sealed class CutServer : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan HeldLook = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan TakeFor = TimeSpan.FromSeconds(30);

    private readonly LogStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public CutServer(LogStore store, TimeProvider time, ILogger log)
    {
        _store = store;
        _time = time;
        _log = log;
        LogCut.Clear(store.Options.Directory);
        _thread = new Thread(Run) { IsBackground = true, Name = "backup-cuts" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        var request = CutFolder.Request(_store.Options.Directory);
        while (!_stop.Wait(LookEvery))
        {
            if (!File.Exists(request)) continue;
            try
            {
                var name = File.ReadAllText(request).Trim();
                File.Delete(request);
                if (LogCut.IsName(name)) Serve(Path.Combine(CutFolder.Root(_store.Options.Directory), name));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The asker sees no cut and gives up; the next request is served.
                Log.CutFailed(_log, error.Message);
            }
        }
    }

    private void Serve(string cut)
    {
        Directory.CreateDirectory(cut);
        try
        {
            using var held = Take();
            var began = _time.GetTimestamp();
            var files = LogCut.Link(_store, Path.Combine(cut, "files"));
            Say(cut, CutFolder.Held, JsonSerializer.Serialize(files));
            var release = Path.Combine(cut, CutFolder.Release);
            var released = false;
            while (!released && _time.GetElapsedTime(began) < CutFolder.LongestHold && !_stop.Wait(HeldLook)) released = File.Exists(release);
            // Said before the writers go on: an asker that reads it knows that nothing was written until now.
            Say(cut, released ? CutFolder.Released : CutFolder.Expired, "");
            Log.CutMade(_log, files.Count, (long)_time.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or EmbeddedKafkaException)
        {
            Log.CutFailed(_log, error.Message);
            Say(cut, CutFolder.Failed, LogCut.Sentence(error));
        }
    }

    private HeldStore Take()
    {
        // What is on disk already needs no flush while everybody waits.
        foreach (var log in _store.AllLogs()) log.FlushNow();
        var began = _time.GetTimestamp();
        do
        {
            if (HeldStore.TryTake(_store) is { } held) return held;
        }
        while (_time.GetElapsedTime(began) < TakeFor && !_stop.Wait(LookEvery));

        throw new EmbeddedKafkaException(KafkaError.RequestTimedOut, $"writers did not let go within {TakeFor.TotalSeconds:0} s.");
    }

    private static void Say(string cut, string what, string text)
    {
        var temporary = Path.Combine(cut, what + ".tmp");
        File.WriteAllText(temporary, text);
        File.Move(temporary, Path.Combine(cut, what), overwrite: true);
    }
}
