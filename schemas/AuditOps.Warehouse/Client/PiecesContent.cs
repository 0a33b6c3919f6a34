using System.Net;

namespace AuditOps.Warehouse.Client;

/// <summary>A request body that lies in several pieces of memory, sent without being put together.</summary>
internal sealed class PiecesContent(IReadOnlyList<ReadOnlyMemory<byte>> pieces) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (var i = 0; i < pieces.Count; i++) await stream.WriteAsync(pieces[i], cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        for (var i = 0; i < pieces.Count; i++) length += pieces[i].Length;
        return true;
    }
}
