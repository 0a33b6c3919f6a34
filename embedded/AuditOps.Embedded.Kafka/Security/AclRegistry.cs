using AuditOps.Embedded.Kafka.Settings;

namespace AuditOps.Embedded.Kafka.Security;

/// <summary>The bindings there are: on disk before they count, and known to the authorizer from then on.</summary>
internal sealed class AclRegistry(MetadataLog log, Authorizer authorizer)
{
    /// <summary>More are refused: every change arranges all of them anew.</summary>
    private const int MaxBindings = 10_000;

    private readonly Lock _gate = new();
    private readonly HashSet<AclBinding> _bindings = [];

    /// <summary>Takes what the log has kept. Called for each binding before there are clients; <see cref="Ready"/> ends it.</summary>
    public void Restore(AclBinding binding) => _bindings.Add(binding);

    public void Ready() => authorizer.Use(_bindings);

    /// <summary>Adds bindings; what there is already is fine. Gives an error and a sentence for each.</summary>
    public List<(KafkaError Error, string? Message)> Create(IReadOnlyList<AclBinding> wanted)
    {
        List<(KafkaError, string?)> outcomes = [];
        List<AclBinding> added = [];
        lock (_gate)
        {
            foreach (var binding in wanted)
            {
                if (binding.Problem() is { } problem) outcomes.Add((KafkaError.InvalidRequest, problem));
                else if (_bindings.Count + added.Count >= MaxBindings) outcomes.Add((KafkaError.PolicyViolation, $"There are {MaxBindings} bindings already."));
                else
                {
                    outcomes.Add(default);
                    if (!_bindings.Contains(binding)) added.Add(binding);
                }
            }
            if (added.Count == 0) return outcomes;
            log.Write(added.Select(binding => (MetadataKey.Of(binding), (MetadataValue?)new MetadataValue())));
            _bindings.UnionWith(added);
            authorizer.Use(_bindings);
        }
        return outcomes;
    }

    public List<AclBinding> Find(AclFilter filter)
    {
        lock (_gate) return [.. _bindings.Where(filter.Matches)];
    }

    /// <summary>Removes what the filter matches, and gives it.</summary>
    public List<AclBinding> Delete(AclFilter filter)
    {
        lock (_gate)
        {
            var removed = _bindings.Where(filter.Matches).ToList();
            if (removed.Count == 0) return removed;
            log.Write(removed.Select(binding => (MetadataKey.Of(binding), (MetadataValue?)null)));
            _bindings.ExceptWith(removed);
            authorizer.Use(_bindings);
            return removed;
        }
    }
}
