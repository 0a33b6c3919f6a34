using AuditOps.Embedded.Kafka.Handlers;

namespace AuditOps.Embedded.Kafka.Net;

/// <summary>Every API served, by key. What is in here is what ApiVersions advertises.</summary>
internal sealed class ApiTable
{
    private readonly Api?[] _byKey;

    public ApiTable(Broker broker)
    {
        All =
        [
            new ProduceApi(broker),
            new FetchApi(broker),
            new ListOffsetsApi(broker),
            new MetadataApi(broker),
            new OffsetCommitApi(broker),
            new OffsetFetchApi(broker),
            new FindCoordinatorApi(broker),
            new JoinGroupApi(broker),
            new HeartbeatApi(broker),
            new LeaveGroupApi(broker),
            new SyncGroupApi(broker),
            new DescribeGroupsApi(broker),
            new ListGroupsApi(broker),
            new ApiVersionsApi(this),
            new CreateTopicsApi(broker),
            new DeleteTopicsApi(broker),
            new DeleteRecordsApi(broker),
            new InitProducerIdApi(broker),
            new OffsetForLeaderEpochApi(broker),
            new AddPartitionsToTxnApi(broker),
            new AddOffsetsToTxnApi(broker),
            new EndTxnApi(broker),
            new TxnOffsetCommitApi(broker),
            new DescribeConfigsApi(broker),
            new AlterConfigsApi(broker),
            new CreatePartitionsApi(broker),
            new DeleteGroupsApi(broker),
            new IncrementalAlterConfigsApi(broker),
            new OffsetDeleteApi(broker),
            new SaslHandshakeApi(broker),
            new SaslAuthenticateApi(broker),
            new DescribeAclsApi(broker),
            new CreateAclsApi(broker),
            new DeleteAclsApi(broker),
            new DescribeUserScramCredentialsApi(broker),
            new AlterUserScramCredentialsApi(broker),
        ];
        _byKey = new Api?[All.Max(api => (int)api.Key) + 1];
        foreach (var api in All) _byKey[(int)api.Key] = api;
    }

    public IReadOnlyList<Api> All { get; }

    public Api? Find(short key) => key >= 0 && key < _byKey.Length ? _byKey[key] : null;
}
