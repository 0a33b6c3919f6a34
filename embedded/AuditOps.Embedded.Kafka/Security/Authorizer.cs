using AuditOps.Embedded.Kafka.Handlers;
using AuditOps.Embedded.Kafka.Net;

namespace AuditOps.Embedded.Kafka.Security;

/// <summary>Decides what a client may do. While there are no bindings and nothing is closed by an option, that is everything, for the price of one read.</summary>
internal sealed class Authorizer(IReadOnlyList<string> superUsers, bool allowUnlisted)
{
    private readonly HashSet<string> _superUsers = new(superUsers, StringComparer.Ordinal);

    // Null: nothing is restricted.
    private AclTable? _table = allowUnlisted ? null : new AclTable([], allowUnlisted: false);

    /// <summary>False while everybody may do everything.</summary>
    public bool Restricts => Volatile.Read(ref _table) is not null;

    public void Use(IReadOnlyCollection<AclBinding> bindings) =>
        Volatile.Write(ref _table, bindings.Count == 0 && allowUnlisted ? null : new AclTable(bindings, allowUnlisted));

    public bool Topic(in RequestContext context, AclOperation operation, string name) => Allows(context, operation, AclResource.Topic, name);

    public bool Group(in RequestContext context, AclOperation operation, string name) => Allows(context, operation, AclResource.Group, name);

    public bool TransactionalId(in RequestContext context, AclOperation operation, string name) => Allows(context, operation, AclResource.TransactionalId, name);

    public bool Cluster(in RequestContext context, AclOperation operation) => Allows(context, operation, AclResource.Cluster, AclBinding.ClusterName);

    public bool AnyTopic(in RequestContext context, AclOperation operation)
    {
        var table = Volatile.Read(ref _table);
        var session = context.Session;
        return table is null || _superUsers.Contains(session.Principal) || table.AllowsAny(session.Principal, session.Host, operation, AclResource.Topic);
    }

    /// <summary>Of the operations in a bit field (KIP-430), those that are allowed.</summary>
    public int Operations(in RequestContext context, AclResource resource, string name)
    {
        var all = AuthorizedOperations.Of(resource);
        if (!Restricts) return all;
        var allowed = 0;
        for (var operation = AclOperation.Read; operation <= AclOperation.DescribeTokens; operation++)
        {
            var bit = 1 << (int)operation;
            if ((all & bit) != 0 && Allows(context, operation, resource, name)) allowed |= bit;
        }
        return allowed;
    }

    private bool Allows(in RequestContext context, AclOperation operation, AclResource resource, string name)
    {
        var table = Volatile.Read(ref _table);
        return table is null || Decide(table, context.Session, operation, resource, name);
    }

    private bool Decide(AclTable table, ClientSession session, AclOperation operation, AclResource resource, string name) =>
        _superUsers.Contains(session.Principal) || table.Allows(session.Principal, session.Host, operation, resource, name);
}
