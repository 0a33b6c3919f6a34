using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Everything the broker keeps on disk: topics, their partitions' logs, producer ids, internal logs. One process holds a directory at a time.</summary>
internal sealed class LogStore : IAsyncDisposable
{
    /// <summary>Upper limit of partitions per topic; a request for more is a mistake on one node.</summary>
    const int MaxPartitions = 10_000;

    readonly Lock _catalogue = new();
    readonly Lock _checkpoint = new();
    readonly StoreServices _services;
    readonly DirectoryLock _lock;
    readonly ProducerIdAllocator _producerIds;
    readonly Dictionary<string, InternalLog> _internalLogs = new(StringComparer.Ordinal);
    readonly Housekeeper _housekeeper;
    Dictionary<string, TopicInfo> _topics = new(StringComparer.Ordinal);
    Dictionary<string, PartitionLog[]> _byName = new(StringComparer.Ordinal);
    Dictionary<Guid, TopicInfo> _byId = [];
    byte[] _lastCheckpoint = [];
    bool _closed;

    LogStore(StoreServices services, DirectoryLock directoryLock)
    {
        _services = services;
        _lock = directoryLock;
        _producerIds = new ProducerIdAllocator(Path.Combine(Options.Directory, "producer-ids"));
        _services.WriteCheckpoint = WriteCheckpoint;
        _housekeeper = new Housekeeper(this, services);
    }

    public LogStoreOptions Options => _services.Options;

    /// <summary>Random, persisted on first open.</summary>
    public string ClusterId { get; private set; } = "";

    /// <summary>All topics, by name; a snapshot that never changes.</summary>
    public IReadOnlyDictionary<string, TopicInfo> Topics => Volatile.Read(ref _topics);

    /// <summary>True while free disk space is below <see cref="LogStoreOptions.MinFreeDiskBytes"/>; appends are then refused.</summary>
    public bool DiskNearlyFull => _services.Disk.NearlyFull;

    /// <summary>Smallest offset any live group has committed for a partition, or null when no group reads it. Retention deletes nothing at or above it.</summary>
    public Func<string, int, long?>? MinCommittedOffset { get; set; }

    /// <summary>Asked for transactional batches of clients; null lets them pass.</summary>
    public ITransactionGate? TransactionGate
    {
        get => _services.TransactionGate;
        set => _services.TransactionGate = value;
    }

    /// <summary>Raised after a change to a topic is on disk. Handlers run on the changing thread, outside the store's locks.</summary>
    public event Action<TopicInfo, TopicChange>? TopicChanged;

    string CataloguePath => Path.Combine(Options.Directory, "topics.json");

    string CheckpointPath => Path.Combine(Options.Directory, "checkpoint");

    string CleanStopPath => Path.Combine(Options.Directory, "clean-stop");

    string LogsPath => Path.Combine(Options.Directory, "logs");

    /// <summary>Opens or creates a store and recovers it after a crash. Throws <see cref="EmbeddedKafkaException"/> when the settings are wrong or another process holds it.</summary>
    public static LogStore Open(LogStoreOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var errors = options.Validate();
        if (errors.Count > 0) throw new EmbeddedKafkaException(KafkaError.InvalidConfig, "The log store's settings are wrong: " + string.Join(" ", errors));
        options = options with { Directory = Path.GetFullPath(options.Directory) };
        Directory.CreateDirectory(Path.Combine(options.Directory, "logs"));
        var directoryLock = DirectoryLock.Acquire(options.Directory);
        var disk = new DiskSpaceGuard(options);
        disk.Check();
        var flusher = new Flusher(options.FlushPolicy == FlushPolicy.Interval ? options.FlushInterval : TimeSpan.Zero);
        try
        {
            var store = new LogStore(new StoreServices(options, time, loggers.CreateLogger<LogStore>(), flusher, disk), directoryLock);
            store.Recover();
            store._housekeeper.Start();
            return store;
        }
        catch
        {
            flusher.Dispose();
            directoryLock.Dispose();
            throw;
        }
    }

    public TopicInfo? Topic(string name) => Volatile.Read(ref _topics).GetValueOrDefault(name);

    public TopicInfo? Topic(Guid id) => Volatile.Read(ref _byId).GetValueOrDefault(id);

    /// <summary>The log of a partition; null when there is none. A partition that could not be recovered is there, with <see cref="PartitionLog.Fault"/> set.</summary>
    public PartitionLog? Partition(string topic, int index) =>
        Volatile.Read(ref _byName).TryGetValue(topic, out var logs) && (uint)index < (uint)logs.Length ? logs[index] : null;

    public PartitionLog? Partition(Guid topicId, int index) => Topic(topicId) is { } topic ? Partition(topic.Name, index) : null;

    /// <summary>InvalidTopic, TopicAlreadyExists, InvalidPartitions, InvalidConfig, KafkaStorageError or None; <paramref name="message"/> says which value was wrong. <paramref name="validateOnly"/> checks only.</summary>
    public KafkaError CreateTopic(string name, int partitions, IReadOnlyDictionary<string, string> configs, bool validateOnly, out TopicInfo? topic, out string? message)
    {
        topic = null;
        if (!TopicName.IsLegal(name)) return Refuse(KafkaError.InvalidTopic, $"'{name}' is not a legal topic name.", out message);
        if (partitions is < 1 or > MaxPartitions) return Refuse(KafkaError.InvalidPartitions, $"A topic has 1 to {MaxPartitions} partitions.", out message);
        lock (_catalogue)
        {
            var config = TopicConfig.TryParse(configs, Options, out var errors);
            if (config is null) return Refuse(KafkaError.InvalidConfig, string.Join("; ", errors), out message);
            if (_topics.ContainsKey(name)) return Refuse(KafkaError.TopicAlreadyExists, $"Topic '{name}' already exists.", out message);
            topic = new TopicInfo(name, NewId(), partitions, new Dictionary<string, string>(configs, StringComparer.Ordinal), config);
            if (validateOnly) return Accept(out message);
            if (!TrySave(topic, out message)) return KafkaError.KafkaStorageError;
            Publish(topic, MakeLogs(topic, [], partitions));
        }
        TopicChanged?.Invoke(topic, TopicChange.Created);
        return Accept(out message);
    }

    public KafkaError DeleteTopic(string name)
    {
        TopicInfo? topic;
        PartitionLog[] logs;
        lock (_catalogue)
        {
            if (!_topics.TryGetValue(name, out topic)) return KafkaError.UnknownTopicOrPartition;
            if (!TrySave(new Dictionary<string, TopicInfo>(_topics.Where(pair => pair.Key != name), StringComparer.Ordinal), out _)) return KafkaError.KafkaStorageError;
            logs = _byName[name];
            Publish(topic, null);
        }
        foreach (var log in logs) log.Delete();
        if (Directory.Exists(TopicPath(topic.Id))) Directory.Delete(TopicPath(topic.Id), recursive: true);
        TopicChanged?.Invoke(topic, TopicChange.Deleted);
        return KafkaError.None;
    }

    /// <summary>Grows a topic to <paramref name="count"/> partitions.</summary>
    public KafkaError CreatePartitions(string name, int count, bool validateOnly, out string? message)
    {
        TopicInfo? topic;
        lock (_catalogue)
        {
            if (!_topics.TryGetValue(name, out topic)) return Refuse(KafkaError.UnknownTopicOrPartition, $"Topic '{name}' does not exist.", out message);
            if (count <= topic.PartitionCount || count > MaxPartitions)
                return Refuse(KafkaError.InvalidPartitions, $"Topic '{name}' has {topic.PartitionCount} partitions; {count} is not an increase up to {MaxPartitions}.", out message);
            if (validateOnly) return Accept(out message);
            topic = topic with { PartitionCount = count };
            if (!TrySave(topic, out message)) return KafkaError.KafkaStorageError;
            Publish(topic, MakeLogs(topic, _byName[name], count));
        }
        TopicChanged?.Invoke(topic, TopicChange.PartitionsAdded);
        return Accept(out message);
    }

    /// <summary>Replaces the explicit configs of a topic by <paramref name="configs"/> (merge before calling for incremental changes).</summary>
    public KafkaError AlterConfigs(string name, IReadOnlyDictionary<string, string> configs, bool validateOnly, out string? message)
    {
        TopicInfo? topic;
        lock (_catalogue)
        {
            var config = TopicConfig.TryParse(configs, Options, out var errors);
            if (config is null) return Refuse(KafkaError.InvalidConfig, string.Join("; ", errors), out message);
            if (!_topics.TryGetValue(name, out topic)) return Refuse(KafkaError.UnknownTopicOrPartition, $"Topic '{name}' does not exist.", out message);
            if (validateOnly) return Accept(out message);
            topic = topic with { Configs = new Dictionary<string, string>(configs, StringComparer.Ordinal), Config = config };
            if (!TrySave(topic, out message)) return KafkaError.KafkaStorageError;
            foreach (var log in _byName[name]) log.Config = config;
            Publish(topic, _byName[name]);
        }
        TopicChanged?.Invoke(topic, TopicChange.ConfigChanged);
        return Accept(out message);
    }

    /// <summary>Sets defaults of topic configs, for the topics that are there as well; those not named are what they were at the start.</summary>
    public void UseTopicDefaults(IReadOnlyDictionary<string, string> defaults)
    {
        lock (_catalogue)
        {
            if (defaults.Count == 0 && Options.TopicDefaults.Count == 0) return;
            _services.Options = Options with { TopicDefaults = defaults };
            foreach (var topic in _topics.Values.ToList())
            {
                // Explicit values were valid when they were set, and defaults before they came here.
                var config = TopicConfig.TryParse(topic.Configs, Options, out _)!;
                foreach (var log in _byName[topic.Name]) log.Config = config;
                Publish(topic with { Config = config }, _byName[topic.Name]);
            }
        }
    }

    /// <summary>A producer id never given before, not even by an earlier process.</summary>
    public long AllocateProducerId() => _producerIds.Next();

    /// <summary>Opens (or gives the already open) internal log of that name.</summary>
    public InternalLog OpenInternal(string name)
    {
        if (!TopicName.IsLegal(name)) throw new EmbeddedKafkaException(KafkaError.InvalidRequest, $"'{name}' is not a legal name for an internal log.");
        lock (_internalLogs)
        {
            if (!_internalLogs.TryGetValue(name, out var log)) _internalLogs[name] = log = InternalLog.Open(_services, name, Path.Combine(Options.Directory, "internal"));
            return log;
        }
    }

    /// <summary>One round of retention and compaction now, as the background loop does it.</summary>
    public void RunHousekeeping() => _housekeeper.RunOnce(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_closed) return;
        _closed = true;
        await _housekeeper.DisposeAsync();
        foreach (var log in AllLogs()) log.FlushNow();
        WriteCheckpoint();
        foreach (var log in AllLogs()) log.Close();
        lock (_internalLogs)
        {
            foreach (var log in _internalLogs.Values) log.Close();
        }
        _services.Flusher.Dispose();
        NativeFile.WriteAtomically(CleanStopPath, "1"u8);
        _lock.Dispose();
    }

    /// <summary>Stops without any of the courtesies of a clean stop, as a crash would; files stay as they are. For tests of recovery.</summary>
    internal async Task AbandonAsync()
    {
        _closed = true;
        await _housekeeper.DisposeAsync();
        foreach (var log in AllLogs())
        {
            log.SetFault(KafkaError.KafkaStorageError);
            foreach (var segment in log.Segments) segment.Retire();
        }
        lock (_internalLogs)
        {
            foreach (var log in _internalLogs.Values) log.Abandon();
        }
        _services.Flusher.Dispose();
        _lock.Dispose();
    }

    internal Lock CatalogueLock => _catalogue;

    internal Lock CheckpointLock => _checkpoint;

    internal IReadOnlyList<InternalLog> OpenInternalLogs()
    {
        lock (_internalLogs) return [.. _internalLogs.Values];
    }

    internal IEnumerable<PartitionLog> AllLogs()
    {
        foreach (var logs in Volatile.Read(ref _byName).Values)
            foreach (var log in logs) yield return log;
    }

    internal void WriteCheckpoint()
    {
        lock (_checkpoint)
        {
            var entries = new Dictionary<(Guid, int), CheckpointEntry>();
            foreach (var log in AllLogs())
                if (log.Checkpoint() is { } entry) entries[(log.TopicId, log.Index)] = entry;
            var content = CheckpointFile.Serialize(entries);
            if (content.AsSpan().SequenceEqual(_lastCheckpoint)) return;
            NativeFile.WriteAtomically(CheckpointPath, content);
            _lastCheckpoint = content;
        }
    }

    void Recover()
    {
        var started = Stopwatch.GetTimestamp();
        var clean = File.Exists(CleanStopPath);
        var document = TopicCatalogueFile.Load(CataloguePath);
        ClusterId = document?.ClusterId ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var checkpoints = CheckpointFile.Load(CheckpointPath);
        foreach (var stored in document?.Topics ?? [])
        {
            var config = TopicConfig.TryParse(stored.Configs, Options, out var errors)
                ?? throw new EmbeddedKafkaException(KafkaError.InvalidConfig, $"Topic '{stored.Name}' in {CataloguePath}: {string.Join("; ", errors)}");
            var topic = new TopicInfo(stored.Name, stored.Id, stored.Partitions, stored.Configs, config);
            var logs = MakeLogs(topic, [], topic.PartitionCount);
            foreach (var log in logs) Recover(log, checkpoints.GetValueOrDefault((topic.Id, log.Index)));
            Publish(topic, logs);
        }
        if (document is null) TopicCatalogueFile.Write(CataloguePath, ClusterId, []);
        DeleteOrphans();
        WriteCheckpoint();
        if (clean)
        {
            File.Delete(CleanStopPath);
            NativeFile.SyncDirectory(Options.Directory);
        }
        var partitions = AllLogs().Count();
        _services.Log.StoreOpened(Options.Directory, _topics.Count, partitions, clean, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    void Recover(PartitionLog log, CheckpointEntry checkpoint)
    {
        try
        {
            var recovered = new PartitionRecovery(log.Directory, checkpoint, Options, _services.NowMs()).Recover();
            if (recovered.TornBytes > 0) _services.Log.TornTailCut(log.Topic, log.Index, recovered.TornBytes, recovered.LogEnd);
            log.Adopt(recovered);
        }
        catch (Exception e) when (e is EmbeddedKafkaException or IOException or UnauthorizedAccessException)
        {
            // One damaged partition must not keep the others from starting. Its files stay as they are, and so does its checkpoint.
            _services.Log.PartitionRefused(log.Topic, log.Index, e.Message);
            log.Refuse(checkpoint);
        }
    }

    /// <summary>Directories of topics whose deletion was cut short.</summary>
    void DeleteOrphans()
    {
        foreach (var directory in Directory.EnumerateDirectories(LogsPath))
            if (!Guid.TryParseExact(Path.GetFileName(directory), "N", out var id) || !_byId.ContainsKey(id)) Directory.Delete(directory, recursive: true);
    }

    PartitionLog[] MakeLogs(TopicInfo topic, PartitionLog[] present, int count)
    {
        var logs = new PartitionLog[count];
        present.CopyTo(logs, 0);
        for (var i = present.Length; i < count; i++)
            logs[i] = new PartitionLog(_services, topic.Name, topic.Id, i, Path.Combine(TopicPath(topic.Id), i.ToString(System.Globalization.CultureInfo.InvariantCulture)), topic.Config);
        return logs;
    }

    string TopicPath(Guid id) => Path.Combine(LogsPath, id.ToString("N"));

    bool TrySave(TopicInfo changed, out string? message) =>
        TrySave(new Dictionary<string, TopicInfo>(_topics, StringComparer.Ordinal) { [changed.Name] = changed }, out message);

    bool TrySave(Dictionary<string, TopicInfo> topics, out string? message)
    {
        message = null;
        try
        {
            TopicCatalogueFile.Write(CataloguePath, ClusterId, topics.Values);
            return true;
        }
        catch (IOException e)
        {
            message = $"The topic catalogue could not be written: {e.Message}";
            return false;
        }
    }

    /// <summary>Swaps in new look-up tables; <paramref name="logs"/> null takes the topic out.</summary>
    void Publish(TopicInfo topic, PartitionLog[]? logs)
    {
        var topics = new Dictionary<string, TopicInfo>(_topics, StringComparer.Ordinal);
        var byName = new Dictionary<string, PartitionLog[]>(_byName, StringComparer.Ordinal);
        var byId = new Dictionary<Guid, TopicInfo>(_byId);
        if (logs is null)
        {
            topics.Remove(topic.Name);
            byName.Remove(topic.Name);
            byId.Remove(topic.Id);
        }
        else
        {
            topics[topic.Name] = topic;
            byName[topic.Name] = logs;
            byId[topic.Id] = topic;
        }
        Volatile.Write(ref _byName, byName);
        Volatile.Write(ref _byId, byId);
        Volatile.Write(ref _topics, topics);
    }

    static Guid NewId() => new(RandomNumberGenerator.GetBytes(16));

    static KafkaError Refuse(KafkaError error, string reason, out string? message)
    {
        message = reason;
        return error;
    }

    static KafkaError Accept(out string? message)
    {
        message = null;
        return KafkaError.None;
    }
}
