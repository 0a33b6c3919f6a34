// Each class waits for processes of its own. A stack takes about 1 GB of memory, so that there are few at once.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
