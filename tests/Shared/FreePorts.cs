using System.Net;
using System.Net.Sockets;

namespace NhiEvents.Tests;

/// <summary>Ports for hosts that tests start: ten for each, never given twice by one process, and below the range that the system gives to clients.</summary>
internal static class FreePorts
{
    private const int Lowest = 20_000;

    private const int Blocks = 1_200;

    private static int _next = new Random(Environment.ProcessId).Next(Blocks);

    /// <summary>The first of ten that are free now. Another process may take one of them before the host does.</summary>
    public static int Next()
    {
        for (var left = Blocks; left > 0; left--)
        {
            var first = Lowest + (Interlocked.Increment(ref _next) % Blocks * 10);
            if (Enumerable.Range(first, 10).All(IsFree))
            {
                return first;
            }
        }

        throw new InvalidOperationException($"There are no ten free ports in a row between {Lowest} and {Lowest + (Blocks * 10)}.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
