using System.Globalization;
using Xunit;

namespace AuditOps.Streams.Tests.Bank;

/// <summary>
/// The classic exactly-once test with nothing simulated: transfers between accounts, worker processes on the real client, a broker process, all of them killed,
/// frozen and restarted while money moves. What a reader of committed records finds must be what one sequential pass over the transfers gives.
/// </summary>
public sealed class BankTests
{
    private const int Workers = 3;
    private const int Accounts = 40;

    private static bool IsLong => Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1";

    [Fact]
    public async Task No_transfer_is_lost_or_booked_twice_whatever_is_killed_or_frozen()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("AUDITOPS_BANK_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Environment.TickCount;
        var random = new Random(seed);
        await using var cluster = new BankCluster(Workers + 1);
        await cluster.CreateTopicsAsync();
        for (var worker = 0; worker < Workers; worker++)
            cluster.StartWorker(worker);
        var tally = new BankTally();
        var transfers = 0;
        var end = DateTime.UtcNow + (IsLong ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(22));
        await FeedUntil(DateTime.UtcNow.AddSeconds(3));
        while (DateTime.UtcNow < end)
        {
            var victim = random.Next(Workers);
            switch (tally.Rounds++ % 4)
            {
                case 0:
                    cluster.Worker(victim).Kill();
                    tally.WorkersKilled++;
                    await FeedUntil(DateTime.UtcNow.AddMilliseconds(random.Next(300, 1500)));
                    cluster.StartWorker(victim);
                    break;
                case 1:
                    // Longer than session and transaction timeouts: others take over, and it wakes as a zombie in the middle of its work.
                    var other = (victim + 1) % Workers;
                    cluster.Worker(victim).Stop();
                    cluster.Worker(other).Stop();
                    tally.WorkersFrozen += 2;
                    await FeedUntil(DateTime.UtcNow + BankChildren.Timeout + TimeSpan.FromMilliseconds(random.Next(1000, 2000)));
                    cluster.Worker(victim).Continue();
                    cluster.Worker(other).Continue();
                    break;
                case 2:
                    cluster.RestartBroker();
                    tally.BrokersKilled++;
                    break;
                default:
                    // A fourth one comes and goes.
                    cluster.StartWorker(Workers);
                    await FeedUntil(DateTime.UtcNow.AddMilliseconds(random.Next(1500, 3000)));
                    cluster.Worker(Workers).Kill();
                    tally.WorkersKilled++;
                    break;
            }

            await FeedUntil(DateTime.UtcNow.AddMilliseconds(random.Next(300, 2000)));
        }

        cluster.FlushFeed();
        var input = cluster.Read("transfers");
        var reference = new BankReference(input);
        await Settled(cluster, reference, seed);
        tally.Count(cluster.Journals);
        Print($"bank: seed {seed}, {transfers} transfers fed, {reference.Paid.Count} paid, {reference.Refused.Count} refused; {tally}");

        Assert.Equal(transfers, input.Count);
        Same("paid", reference.Paid, cluster.Read("paid"), seed);
        Same("refused", reference.Refused, cluster.Read("refused"), seed);
        Same("receipts", reference.Receipts, cluster.Read("receipts"), seed);
        Assert.True(reference.Paid.Count > 500 && reference.Refused.Count > 0, $"seed {seed}: the run is void, too little was booked");
        Assert.True(tally.IsValid, $"seed {seed}: the run is void, not everything happened: {tally}");

        async Task FeedUntil(DateTime time)
        {
            while (DateTime.UtcNow < time)
            {
                for (var i = 0; i < 10; i++)
                {
                    var from = $"a{random.Next(Accounts)}";
                    var to = $"a{random.Next(Accounts)}";
                    cluster.Feed(from, $"{(transfers++).ToString(CultureInfo.InvariantCulture)}|{from}|{to}|{random.Next(1, 21)}");
                }

                await Task.Delay(25);
            }
        }
    }

    /// <summary>Waits until everything is booked, or nothing more will be.</summary>
    private static async Task Settled(BankCluster cluster, BankReference reference, int seed)
    {
        var deadline = DateTime.UtcNow.AddSeconds(IsLong ? 120 : 30);
        while (cluster.Read("paid").Count < reference.Paid.Count || cluster.Read("receipts").Count < reference.Receipts.Count || cluster.Read("refused").Count < reference.Refused.Count)
        {
            Assert.True(DateTime.UtcNow < deadline,
                $"seed {seed}: {cluster.Read("paid").Count} of {reference.Paid.Count} paid, {cluster.Read("receipts").Count} of {reference.Receipts.Count} receipts when the time was up\n{cluster.WorkerTails}");
            await Task.Delay(200);
        }
    }

    private static void Same(string what, List<string> expected, List<string> actual, int seed)
    {
        expected.Sort(StringComparer.Ordinal);
        actual.Sort(StringComparer.Ordinal);
        if (expected.SequenceEqual(actual, StringComparer.Ordinal))
            return;
        var twice = actual.GroupBy(line => line, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        var missing = expected.Except(actual, StringComparer.Ordinal).Take(5);
        var foreign = actual.Except(expected, StringComparer.Ordinal).Take(5);
        Assert.Fail($"seed {seed}: {what}: {expected.Count} expected, {actual.Count} found; twice {twice.Count} ({string.Join(" ", twice.Take(5))}), missing {string.Join(" ", missing)}, foreign {string.Join(" ", foreign)}");
    }

    private static void Print(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
    }
}
