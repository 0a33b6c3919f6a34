using System.Text;
using AuditOps.Embedded.Kafka.Storage;
using Xunit;

namespace AuditOps.Embedded.Tests.Storage;

public sealed class InternalLogTests
{
    [Fact]
    public async Task The_latest_values_survive_stop_crash_and_compaction()
    {
        const int seed = 8;
        var random = new Random(seed);
        await using var fixture = StoreFixture.Create();
        var expected = new Dictionary<string, string>();
        for (var round = 0; round < 6; round++)
        {
            var log = fixture.Store.OpenInternal("offsets");
            Assert.Equal(expected, Contents(log));
            for (var i = 0; i < 3000; i++)
            {
                var key = $"key{random.Next(50)}";
                var value = random.Next(10) == 0 ? "" : new string((char)('a' + random.Next(26)), random.Next(1, 400));
                log.Append(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
                if (value.Length == 0) expected.Remove(key);
                else expected[key] = value;
                if (i % 500 == 0) log.Flush();
            }
            log.Flush();
            Assert.Equal(expected, Contents(log));
            if (round % 2 == 0) await fixture.Crash();
            else await fixture.Reopen();
        }
        Assert.True(new FileInfo(Path.Combine(fixture.Options.Directory, "internal", "offsets.log")).Length < 1_500_000);
    }

    [Fact]
    public async Task A_torn_tail_is_cut_and_kept_beside_the_log()
    {
        const int seed = 12;
        var random = new Random(seed);
        await using var fixture = StoreFixture.Create();
        var path = Path.Combine(fixture.Options.Directory, "internal", "groups.log");
        for (var round = 0; round < 40; round++)
        {
            var log = fixture.Store.OpenInternal("groups");
            log.Append("safe"u8, Encoding.UTF8.GetBytes($"round{round}"));
            log.Flush();
            var length = new FileInfo(path).Length;
            log.Append("torn"u8, new byte[100]);
            await fixture.Crash(() =>
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
                var at = length + random.Next((int)(file.Length - length));
                if (round % 2 == 0)
                {
                    file.SetLength(at);
                    return;
                }
                file.Position = at;
                var b = file.ReadByte();
                file.Position = at;
                file.WriteByte((byte)(b ^ 4));
            });
            Assert.Equal(new Dictionary<string, string> { ["safe"] = $"round{round}" }, Contents(fixture.Store.OpenInternal("groups")));
        }
    }

    [Fact]
    public async Task Waiters_are_told_when_their_entry_is_on_disk()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Store.OpenInternal("x");
        var position = log.Append("k"u8, "v"u8);
        var waiter = new PartitionLogTests.Waiter();
        if (log.RegisterFlushWaiter(position, waiter, 3)) await waiter.Flushed.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(log.RegisterFlushWaiter(position, waiter, 3));
    }

    static Dictionary<string, string> Contents(InternalLog log)
    {
        var result = new Dictionary<string, string>();
        log.Replay((key, value) => result[Encoding.UTF8.GetString(key)] = Encoding.UTF8.GetString(value));
        return result;
    }
}
