namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>
/// What a client may do, a bit for each code of org.apache.kafka.common.acl.AclOperation. Nothing is forbidden here, so it is all there is to do
/// with a resource (KIP-430), which is also what Kafka answers without an authorizer.
/// </summary>
internal static class AuthorizedOperations
{
    private const int Read = 1 << 3;
    private const int Write = 1 << 4;
    private const int Create = 1 << 5;
    private const int Delete = 1 << 6;
    private const int Alter = 1 << 7;
    private const int Describe = 1 << 8;
    private const int ClusterAction = 1 << 9;
    private const int DescribeConfigs = 1 << 10;
    private const int AlterConfigs = 1 << 11;
    private const int IdempotentWrite = 1 << 12;

    public const int OfTopic = Read | Write | Create | Delete | Alter | Describe | DescribeConfigs | AlterConfigs;
    public const int OfGroup = Read | Delete | Describe;
    public const int OfCluster = Create | Alter | Describe | ClusterAction | DescribeConfigs | AlterConfigs | IdempotentWrite;
}
