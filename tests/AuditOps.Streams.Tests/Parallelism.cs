using Xunit;

// Most tests wait for sessions, transactions and processes; with one class a core, the cores are idle for most of the time.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
