using Xunit;

// Most tests wait for servers, polls and sessions; with one class a core, the cores are idle for two thirds of the time.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
