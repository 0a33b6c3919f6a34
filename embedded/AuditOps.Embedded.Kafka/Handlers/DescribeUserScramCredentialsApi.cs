using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Says which users there are, with their mechanisms and iterations.</summary>
internal sealed class DescribeUserScramCredentialsApi(Broker broker) : Api<DescribeUserScramCredentialsRequest>(ApiKey.DescribeUserScramCredentials, 0, 0, 0)
{
    protected override ValueTask<IMessage?> HandleAsync(DescribeUserScramCredentialsRequest request, RequestContext context)
    {
        var response = new DescribeUserScramCredentialsResponse();
        if (!broker.Authorizer.Cluster(context, AclOperation.Describe))
        {
            response.Error = KafkaError.ClusterAuthorizationFailed;
            return Answer(response);
        }
        var names = request.Users is { Count: > 0 } wanted ? wanted.ConvertAll(user => user.Name) : broker.Users.Users;
        foreach (var named in names.GroupBy(name => name, StringComparer.Ordinal)) response.Results.Add(Describe(named.Key, named.Count()));
        return Answer(response);
    }

    private DescribedScramUser Describe(string user, int times)
    {
        if (times > 1) return new DescribedScramUser { User = user, Error = KafkaError.DuplicateResource, ErrorMessage = "The user is named more than once." };
        var credentials = broker.Users.Describe(user);
        if (credentials.Count == 0) return new DescribedScramUser { User = user, Error = KafkaError.ResourceNotFound, ErrorMessage = "There is no such user." };
        return new DescribedScramUser { User = user, Credentials = credentials.ConvertAll(one => new DescribedScramCredential { Mechanism = (sbyte)one.Mechanism, Iterations = one.Iterations }) };
    }
}
