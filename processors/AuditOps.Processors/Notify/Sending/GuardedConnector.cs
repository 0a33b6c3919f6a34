using System.Net;
using System.Net.Sockets;

namespace AuditOps.Processors.Notify.Sending;

/// <summary>Opens connections, and only to addresses that the guard lets pass: names are resolved here and the very address that was judged is connected to.</summary>
internal sealed class GuardedConnector(AddressGuard guard)
{
    private const int MostAddresses = 8;
    private static readonly TimeSpan PerAddress = TimeSpan.FromSeconds(5);

    /// <exception cref="AddressRefusedException">The host leads to nothing that may be reached.</exception>
    /// <exception cref="SocketException">None of its addresses answers.</exception>
    public async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancel)
    {
        SocketException? last = null;
        foreach (var address in await PermittedAsync(host, cancel))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                limit.CancelAfter(PerAddress);
                await socket.ConnectAsync(new IPEndPoint(address, port), limit.Token);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                socket.Dispose();
                last = new SocketException((int)SocketError.TimedOut);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>What the host stands for now, without what is refused.</summary>
    /// <exception cref="AddressRefusedException">All of it is refused.</exception>
    /// <exception cref="SocketException">There is no such host.</exception>
    public async Task<IReadOnlyList<IPAddress>> PermittedAsync(string host, CancellationToken cancel)
    {
        var literal = host.Trim('[', ']');
        var found = IPAddress.TryParse(literal, out var one) ? [one] : await Dns.GetHostAddressesAsync(literal, cancel);
        var permitted = new List<IPAddress>();
        string? fault = null;
        foreach (var address in found.Take(MostAddresses))
        {
            if (guard.FaultOf(host, address) is { } refused)
                fault ??= refused;
            else
                permitted.Add(address);
        }

        return permitted.Count > 0 || fault is null ? permitted : throw new AddressRefusedException(fault);
    }
}
