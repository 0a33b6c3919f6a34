using AuditOps.EndToEnd.Tests;
using Xunit.Sdk;
using Xunit.v3;

// Each class waits for processes of its own. A stack takes about 1 GB of memory, so that there are few at once.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace AuditOps.EndToEnd.Tests;

/// <summary>The classes that take minutes begin first, so that none of them runs alone in the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
        [nameof(KillTests), nameof(ConservationTests), nameof(CollectKillTests), nameof(BackupTests), nameof(UpTests), nameof(GarbageTests), nameof(ImportKillTests), nameof(ImportedFilesTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(collection => Rank(collection.TestCollectionDisplayName))];

    private static int Rank(string name) => Array.FindIndex(Longest, one => name.Contains($".{one} (", StringComparison.Ordinal)) is var index and >= 0 ? index : Longest.Length;
}
