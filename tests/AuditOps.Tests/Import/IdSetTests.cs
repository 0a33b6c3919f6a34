using AuditOps.Collectors.Import.Runs;
using Xunit;

namespace AuditOps.Tests.Import;

[Collection(RunsAloneCollection.Name)]
public sealed class IdSetTests
{
    [Fact]
    public void Ids_are_counted_once_each_and_the_same_id_of_another_source_is_another()
    {
        const int Seed = 20261121;
        var random = new Random(Seed);
        var expected = new HashSet<(string, string)>();
        var ids = new IdSet();
        for (var i = 0; i < 200_000; i++)
        {
            var (source, id) = ($"s{random.Next(3)}", $"{random.Next(60_000)}{(random.Next(50) == 0 ? new string('x', 2_000) : "")}");
            expected.Add((source, id));
            ids.Add(source, id);
        }

        Assert.True(expected.Count == ids.Count, $"seed {Seed}: {ids.Count}, not {expected.Count}");
        Assert.All(expected, one => Assert.True(ids.Contains(one.Item1, one.Item2)));
        Assert.False(ids.Contains("s3", "1"));
        Assert.False(ids.Contains("s0\n1", ""));
    }

    [Fact]
    public void Four_million_ids_take_64_MB_and_more_of_them_take_no_more()
    {
        var ids = new IdSet();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < DuplicateFilter.Limit + 500_000; i++)
            ids.Add("m365.activity", $"{i:d36}");

        Assert.Equal(DuplicateFilter.Limit + 500_000, ids.Count);
        Assert.Equal(64L << 20, ids.Bytes);
        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(taken < 70L << 20, $"{taken:N0} bytes are held");
        GC.KeepAlive(ids);
    }
}
