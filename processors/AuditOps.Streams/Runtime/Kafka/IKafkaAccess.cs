namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>Opens what one app uses of Kafka.</summary>
internal interface IKafkaAccess
{
    /// <summary>The session of a worker; its transactional id follows from the group, the instance and this number.</summary>
    IKafkaSession OpenSession(int worker);

    /// <param name="name">For logs.</param>
    ITableReader OpenReader(string name);
}
