using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Settings;

/// <summary>The broker's settings that were changed while it ran, for this broker or as the default of all; what is set for the broker goes first.</summary>
internal sealed class BrokerSettings(MetadataLog log, LogStore store)
{
    /// <summary>The scope of what holds for all brokers.</summary>
    public const string AllBrokers = "";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, string>> _scopes = new(StringComparer.Ordinal)
    {
        [AllBrokers] = new(StringComparer.Ordinal),
        [ThisBroker] = new(StringComparer.Ordinal),
    };

    public static string ThisBroker { get; } = $"{Broker.NodeId}";

    /// <summary>Takes what the log has kept; <see cref="Ready"/> ends it.</summary>
    public void Restore(string scope, string name, string value)
    {
        // A later release may know more names; this one cannot give them a meaning.
        if (_scopes.TryGetValue(scope, out var settings) && BrokerSettingKey.All.ContainsKey(name)) settings[name] = value;
    }

    public void Ready() => Apply();

    /// <summary>What is set explicitly in a scope.</summary>
    public Dictionary<string, string> Explicit(string scope)
    {
        lock (_gate) return new Dictionary<string, string>(_scopes[scope], StringComparer.Ordinal);
    }

    /// <summary>The value that applies in a scope, were <paramref name="explicitly"/> set there.</summary>
    public string Effective(string scope, IReadOnlyDictionary<string, string> explicitly, BrokerSettingKey key)
    {
        if (explicitly.TryGetValue(key.Name, out var value)) return value;
        if (scope != AllBrokers && Explicit(AllBrokers).TryGetValue(key.Name, out value)) return value;
        return Static(key);
    }

    /// <summary>The value where nothing was changed.</summary>
    public string Static(BrokerSettingKey key) => key.TopicKey is null ? key.Default! : TopicConfig.Static(key.TopicKey, store.Options);

    /// <summary>Changes single settings of a scope, starting from what is set there or from nothing.</summary>
    public (KafkaError Error, string? Message) Alter(string scope, bool replace, Func<Dictionary<string, string>, (KafkaError Error, string? Message)> change, bool validateOnly)
    {
        lock (_gate)
        {
            var before = _scopes[scope];
            var after = replace ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(before, StringComparer.Ordinal);
            if (change(after) is { Error: not KafkaError.None } refused) return refused;
            foreach (var (name, value) in after)
            {
                if (BrokerSettingKey.All[name].Problem(value) is { } problem) return (KafkaError.InvalidConfig, problem);
            }
            if (validateOnly) return default;
            try
            {
                log.Write(Changes(scope, before, after));
            }
            catch (EmbeddedKafkaException refusal)
            {
                return (refusal.Error, null);
            }
            _scopes[scope] = after;
            Apply();
            return default;
        }
    }

    private static List<(MetadataKey Key, MetadataValue? Value)> Changes(string scope, Dictionary<string, string> before, Dictionary<string, string> after)
    {
        List<(MetadataKey, MetadataValue?)> changes = [];
        foreach (var name in before.Keys)
        {
            if (!after.ContainsKey(name)) changes.Add((MetadataKey.OfSetting(scope, name), null));
        }
        foreach (var (name, value) in after)
        {
            if (before.GetValueOrDefault(name) != value) changes.Add((MetadataKey.OfSetting(scope, name), new MetadataValue { Text = value }));
        }
        return changes;
    }

    private void Apply()
    {
        var defaults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in BrokerSettingKey.All.Values)
        {
            if (key.TopicKey is null) continue;
            if (_scopes[ThisBroker].TryGetValue(key.Name, out var value) || _scopes[AllBrokers].TryGetValue(key.Name, out value)) defaults[key.TopicKey] = value;
        }
        store.UseTopicDefaults(defaults);
    }
}
