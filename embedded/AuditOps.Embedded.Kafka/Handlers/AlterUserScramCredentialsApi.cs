using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Adds, changes and takes away users' credentials; all that is asked for a user is done, or none of it.</summary>
internal sealed class AlterUserScramCredentialsApi(Broker broker) : Api<AlterUserScramCredentialsRequest>(ApiKey.AlterUserScramCredentials, 0, 0, 0)
{
    /// <summary>Each is forced to disk.</summary>
    private const int MaxChanges = 1000;

    protected override ValueTask<IMessage?> HandleAsync(AlterUserScramCredentialsRequest request, RequestContext context)
    {
        var response = new AlterUserScramCredentialsResponse();
        var refusal = !broker.Authorizer.Cluster(context, AclOperation.Alter) ? KafkaError.ClusterAuthorizationFailed
            : request.Deletions.Count + request.Upsertions.Count > MaxChanges ? KafkaError.PolicyViolation
            : KafkaError.None;
        var names = request.Deletions.Select(deletion => deletion.Name).Concat(request.Upsertions.Select(upsertion => upsertion.Name));
        foreach (var name in names.Distinct(StringComparer.Ordinal).ToList())
        {
            var result = new AlteredScramUser { User = name };
            response.Results.Add(result);
            (result.Error, result.ErrorMessage) = refusal == KafkaError.None
                ? Alter(name, request.Deletions.FindAll(deletion => deletion.Name == name), request.Upsertions.FindAll(upsertion => upsertion.Name == name))
                : (refusal, null);
        }
        return Answer(response);
    }

    private (KafkaError Error, string? Message) Alter(string user, List<ScramDeletion> deletions, List<ScramUpsertion> upsertions)
    {
        if (user.Length is 0 or > ScramRegistry.MaxUser) return (KafkaError.UnacceptableCredential, $"A user's name has 1 to {ScramRegistry.MaxUser} characters.");
        var mechanisms = deletions.Select(deletion => deletion.Mechanism).Concat(upsertions.Select(upsertion => upsertion.Mechanism)).ToList();
        if (mechanisms.Distinct().Count() < mechanisms.Count) return (KafkaError.DuplicateResource, "A user's mechanism is named more than once.");
        if (mechanisms.Exists(mechanism => ScramHash.Find((ScramMechanism)mechanism) is null)) return (KafkaError.UnsupportedSaslMechanism, "The mechanism is not known.");
        if (deletions.Exists(deletion => broker.Users.Find(user, (ScramMechanism)deletion.Mechanism) is null)) return (KafkaError.ResourceNotFound, "There is no such credential.");
        foreach (var upsertion in upsertions)
        {
            if (Problem(upsertion) is { } problem) return (KafkaError.UnacceptableCredential, problem);
        }
        try
        {
            var error = KafkaError.None;
            foreach (var deletion in deletions) error = First(error, broker.Users.Delete(user, (ScramMechanism)deletion.Mechanism));
            foreach (var upsertion in upsertions)
            {
                var hash = ScramHash.Find((ScramMechanism)upsertion.Mechanism)!;
                error = First(error, broker.Users.Upsert(user, hash.Mechanism, ScramCredential.FromSaltedPassword(hash, upsertion.Iterations, upsertion.Salt, upsertion.SaltedPassword)));
            }
            return (error, null);
        }
        catch (EmbeddedKafkaException refused)
        {
            return (refused.Error, null);
        }
    }

    private static KafkaError First(KafkaError first, KafkaError second) => first == KafkaError.None ? second : first;

    private static string? Problem(ScramUpsertion upsertion)
    {
        if (upsertion.Iterations is < ScramCredential.MinIterations or > ScramCredential.MaxIterations)
            return $"Iterations must be {ScramCredential.MinIterations} to {ScramCredential.MaxIterations}.";
        if (upsertion.Salt.Length is 0 or > ScramCredential.MaxSalt) return $"A salt has 1 to {ScramCredential.MaxSalt} bytes.";
        return upsertion.SaltedPassword.Length == ScramHash.Find((ScramMechanism)upsertion.Mechanism)!.Bytes ? null : "The salted password is not as long as the mechanism's hash.";
    }
}
