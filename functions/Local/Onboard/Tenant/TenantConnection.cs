using System.Net;
using Azure.Core;
using NhiEvents.Azure.Graph;
using NhiEvents.Core.Ports;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Onboard.Tenant;

/// <summary>Reads of one tenant through Microsoft Graph, as whoever runs the command. Nothing here can write.</summary>
internal sealed class TenantConnection : IDisposable
{
    /// <summary>The public cloud, US Government L4 and L5, and China.</summary>
    private static readonly string[] Clouds = ["graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn"];

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All });

    public TenantConnection(TokenCredential credential, Uri endpoint, TimeProvider time)
    {
        var call = new GraphCall(_client, credential, endpoint);
        var graph = new RestApi("Microsoft Graph", call.SendAsync, endpoint, new RequestBudgets(time), time);
        (Export, Directory, Logs, Time) = (new TenantExport(graph), new GraphDirectory(graph), new GraphEntraLogs(call.SendAsync, endpoint), time);
    }

    public TenantExport Export { get; }

    public IDirectory Directory { get; }

    public IEntraLogs Logs { get; }

    public TimeProvider Time { get; }

    /// <summary>The Graph of a cloud; a token goes nowhere else.</summary>
    /// <exception cref="HostRefusalException">It is none of Microsoft's.</exception>
    public static Uri EndpointOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.PathAndQuery == "/" && (uri.IsLoopback || (uri.Scheme == Uri.UriSchemeHttps && Clouds.Contains(uri.Host, StringComparer.OrdinalIgnoreCase)))
            ? uri
            : throw new HostRefusalException($"--graph {address} is not the address of a Microsoft Graph: https:// and one of {string.Join(", ", Clouds)}.");

    public void Dispose() => _client.Dispose();
}
