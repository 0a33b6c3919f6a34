namespace AuditOps.Streams.Runtime;

/// <summary>The entrance of a task's steps: bytes in, no type parameter.</summary>
internal interface ISource
{
    void Accept(byte[]? value);
}
