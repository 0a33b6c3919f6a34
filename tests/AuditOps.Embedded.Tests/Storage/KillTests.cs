using System.Diagnostics;
using System.Globalization;
using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Embedded.Tests.Storage;

/// <summary>A process that appends is killed with SIGKILL at random moments; what it had acknowledged must be there, once, at its offset.</summary>
public sealed class KillTests
{
    const string DirectoryVariable = "AUDITOPS_KILL_TEST_DIRECTORY";
    const int Partitions = 3;
    const int PerBatch = 4;
    const long Pid = 900;

    [Fact]
    public async Task Acknowledged_records_survive_kill_9_once_and_at_their_offset()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var rounds = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? 25 : 4;
        var directory = Path.Combine(Path.GetTempPath(), "auditops-kill-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(directory);
        int counted = 0, torn = 0;
        for (var tries = 0; counted < rounds && tries < rounds * 3; tries++)
        {
            var before = Acknowledged(directory).Count;
            using var child = StartChild(directory);
            Assert.True(SpinWait.SpinUntil(() => Acknowledged(directory).Count > before || child.HasExited, TimeSpan.FromSeconds(60)), $"seed {seed}");
            Assert.False(child.HasExited, $"seed {seed}: the child ended by itself");
            await Task.Delay(random.Next(0, 400), TestContext.Current.CancellationToken);
            child.Kill();
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            var acknowledged = Acknowledged(directory);
            if (acknowledged.Count > before) counted++;
            await using var store = Open(directory);
            for (var partition = 0; partition < Partitions; partition++)
            {
                var log = store.Partition("t", partition)!;
                Assert.True(log.Fault == KafkaError.None, $"seed {seed}");
                var records = log.ReadAll(room: 1 << 20);
                Assert.Equal(log.LogEndOffset, records.Count);
                for (var i = 0; i < records.Count; i++)
                    Assert.True(records[i].Offset == i && records[i].Key == Key(i), $"seed {seed}: partition {partition} has {records[i].Key} at {records[i].Offset}, expected {i}");
                var last = acknowledged.Where(a => a.Partition == partition).Select(a => a.Offset).DefaultIfEmpty(-PerBatch).Max();
                Assert.True(records.Count >= last + PerBatch, $"seed {seed}: partition {partition} acknowledged {last} and has {records.Count} records");
                if (records.Count > last + PerBatch) torn++;
            }
        }
        Assert.Equal(rounds, counted);
        TestContext.Current.SendDiagnosticMessage($"{counted} kills during append, {torn} logs held more than was acknowledged");
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>The child's part: appends until somebody kills it. Not run with the other tests.</summary>
    [Fact(Explicit = true)]
    public async Task Append_until_killed()
    {
        var directory = Environment.GetEnvironmentVariable(DirectoryVariable) ?? throw new InvalidOperationException($"{DirectoryVariable} is not set.");
        await using var store = Open(directory);
        using var acknowledgements = new FileStream(AcknowledgementPath(directory), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var deadline = Stopwatch.StartNew();
        using var waiter = new Acknowledger(acknowledgements);
        while (deadline.Elapsed < TimeSpan.FromMinutes(2))
        {
            for (var partition = 0; partition < Partitions; partition++)
            {
                var log = store.Partition("t", partition)!;
                var next = (int)log.LogEndOffset;
                var records = Enumerable.Range(next, PerBatch).Select(i => new TestRecord(Key(i), new string('v', 500))).ToArray();
                var result = log.Append(BatchBuilder.Build(records, Codec.None, Pid, 0, next));
                Assert.Equal(KafkaError.None, result.Error);
                waiter.Enter();
                if (!log.RegisterFlushWaiter(result.FlushOffset, waiter, ((long)partition << 48) | result.BaseOffset)) waiter.OnFlushed(((long)partition << 48) | result.BaseOffset, KafkaError.None);
            }
        }
    }

    static string Key(long index) => index.ToString(CultureInfo.InvariantCulture);

    static string AcknowledgementPath(string directory) => Path.Combine(directory, "acknowledged.txt");

    static LogStore Open(string directory)
    {
        var options = new LogStoreOptions
        {
            Directory = Path.Combine(directory, "store"), MinFreeDiskBytes = 0, SegmentBytes = 64 * 1024, CheckpointInterval = TimeSpan.FromMilliseconds(50), RetentionInterval = TimeSpan.FromHours(1),
        };
        var store = LogStore.Open(options, TimeProvider.System, NullLoggerFactory.Instance);
        if (store.Topic("t") is null) store.CreateTopic("t", Partitions, new Dictionary<string, string> { ["retention.ms"] = "-1" }, false, out _, out _);
        return store;
    }

    /// <summary>Whole lines only: the kill may have cut the last one.</summary>
    static List<(int Partition, long Offset)> Acknowledged(string directory)
    {
        List<(int, long)> result = [];
        if (!File.Exists(AcknowledgementPath(directory))) return result;
        using var reader = new StreamReader(new FileStream(AcknowledgementPath(directory), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = reader.ReadToEnd();
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var token = long.Parse(line, CultureInfo.InvariantCulture);
            result.Add(((int)(token >> 48), token & 0xFFFF_FFFF_FFFF));
        }
        return result;
    }

    static Process StartChild(string directory)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "AuditOps.Embedded.Tests")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-explicit", "only", "-method", "*.KillTests.Append_until_killed" }) start.ArgumentList.Add(argument);
        start.Environment[DirectoryVariable] = directory;
        var child = Process.Start(start)!;
        child.OutputDataReceived += static (_, _) => { };
        child.BeginOutputReadLine();
        child.ErrorDataReceived += static (_, _) => { };
        child.BeginErrorReadLine();
        return child;
    }

    sealed class Acknowledger(FileStream file) : IFlushWaiter, IDisposable
    {
        readonly SemaphoreSlim _inFlight = new(12);

        public void Enter() => _inFlight.Wait();

        public void Dispose() => _inFlight.Dispose();

        public void OnFlushed(long token, KafkaError error)
        {
            var line = System.Text.Encoding.ASCII.GetBytes(token.ToString(CultureInfo.InvariantCulture) + "\n");
            // The flusher and the appending thread may both be here.
            lock (_inFlight)
            {
                if (error == KafkaError.None) file.Write(line);
            }
            _inFlight.Release();
        }
    }
}
