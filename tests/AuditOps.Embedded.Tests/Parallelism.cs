// Most tests wait for clients, sessions and processes; with one class a core, the cores are idle for much of the time.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
