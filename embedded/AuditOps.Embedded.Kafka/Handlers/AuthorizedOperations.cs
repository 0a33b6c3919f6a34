using AuditOps.Embedded.Kafka.Security;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>What there is to do with a resource, a bit for each code of org.apache.kafka.common.acl.AclOperation (KIP-430).</summary>
internal static class AuthorizedOperations
{
    private const int Read = 1 << (int)AclOperation.Read;
    private const int Write = 1 << (int)AclOperation.Write;
    private const int Create = 1 << (int)AclOperation.Create;
    private const int Delete = 1 << (int)AclOperation.Delete;
    private const int Alter = 1 << (int)AclOperation.Alter;
    private const int Describe = 1 << (int)AclOperation.Describe;
    private const int ClusterAction = 1 << (int)AclOperation.ClusterAction;
    private const int DescribeConfigs = 1 << (int)AclOperation.DescribeConfigs;
    private const int AlterConfigs = 1 << (int)AclOperation.AlterConfigs;
    private const int IdempotentWrite = 1 << (int)AclOperation.IdempotentWrite;

    public static int Of(AclResource resource) => resource switch
    {
        AclResource.Topic => Read | Write | Create | Delete | Alter | Describe | DescribeConfigs | AlterConfigs,
        AclResource.Group => Read | Delete | Describe,
        AclResource.Cluster => Create | Alter | Describe | ClusterAction | DescribeConfigs | AlterConfigs | IdempotentWrite,
        _ => 0,
    };
}
