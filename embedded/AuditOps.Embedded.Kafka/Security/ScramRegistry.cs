using System.Security.Cryptography;
using System.Text;
using AuditOps.Embedded.Kafka.Settings;

namespace AuditOps.Embedded.Kafka.Security;

/// <summary>The users that may log in.</summary>
internal sealed class ScramRegistry(MetadataLog log)
{
    /// <summary>Longest name of a user, characters.</summary>
    public const int MaxUser = 255;

    private const int MaxCredentials = 10_000;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, SortedDictionary<ScramMechanism, ScramCredential>> _users = new(StringComparer.Ordinal);
    private readonly byte[] _disguise = RandomNumberGenerator.GetBytes(32);
    private int _count;

    public void Restore(string user, ScramMechanism mechanism, ScramCredential credential) => Set(user, mechanism, credential);

    public IReadOnlyList<string> Users
    {
        get
        {
            lock (_gate) return [.. _users.Keys];
        }
    }

    /// <summary>A user's mechanisms with their iterations; empty for one who is not there.</summary>
    public List<(ScramMechanism Mechanism, int Iterations)> Describe(string user)
    {
        lock (_gate) return _users.TryGetValue(user, out var mechanisms) ? [.. mechanisms.Select(entry => (entry.Key, entry.Value.Iterations))] : [];
    }

    public ScramCredential? Find(string user, ScramMechanism mechanism)
    {
        lock (_gate) return _users.GetValueOrDefault(user)?.GetValueOrDefault(mechanism);
    }

    /// <summary>
    /// What somebody unknown is asked to prove. The salt stays the same for a name, so that asking twice does not tell who is known; no proof fits.
    /// </summary>
    public ScramCredential Disguise(string user, ScramHash hash)
    {
        var salt = HMACSHA256.HashData(_disguise, Encoding.UTF8.GetBytes($"{hash.Name}/{user}"));
        return new ScramCredential(ScramCredential.MinIterations, salt, RandomNumberGenerator.GetBytes(hash.Bytes), RandomNumberGenerator.GetBytes(hash.Bytes));
    }

    public KafkaError Upsert(string user, ScramMechanism mechanism, ScramCredential credential)
    {
        lock (_gate)
        {
            if (_count >= MaxCredentials && Find(user, mechanism) is null) return KafkaError.PolicyViolation;
            log.Write([(MetadataKey.OfCredential(user, mechanism), new MetadataValue { Iterations = credential.Iterations, Salt = credential.Salt, StoredKey = credential.StoredKey, ServerKey = credential.ServerKey })]);
            Set(user, mechanism, credential);
            return KafkaError.None;
        }
    }

    public KafkaError Delete(string user, ScramMechanism mechanism)
    {
        lock (_gate)
        {
            if (!_users.TryGetValue(user, out var mechanisms) || !mechanisms.ContainsKey(mechanism)) return KafkaError.ResourceNotFound;
            log.Write([(MetadataKey.OfCredential(user, mechanism), null)]);
            mechanisms.Remove(mechanism);
            _count--;
            if (mechanisms.Count == 0) _users.Remove(user);
            return KafkaError.None;
        }
    }

    private void Set(string user, ScramMechanism mechanism, ScramCredential credential)
    {
        if (!_users.TryGetValue(user, out var mechanisms)) _users[user] = mechanisms = [];
        if (!mechanisms.ContainsKey(mechanism)) _count++;
        mechanisms[mechanism] = credential;
    }
}
