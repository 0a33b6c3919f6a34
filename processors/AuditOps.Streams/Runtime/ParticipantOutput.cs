namespace AuditOps.Streams.Runtime;

internal sealed class ParticipantOutput(TaskContext task) : ICommitOutput
{
    public void Write<T>(Topic<T> topic, byte[] key, T value, long timestampMs) => task.Write(topic, key, value, headers: null, timestampMs);
}
