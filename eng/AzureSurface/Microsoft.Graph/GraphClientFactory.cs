#nullable disable
using System.Net;
using Azure.Core;
using Microsoft.Kiota.Abstractions.Authentication;
using NhiEvents.AzureSurface;

namespace Microsoft.Graph;

public static class GraphClientFactory
{
    public const string Global_Cloud = "Global";

    public static HttpClient Create(
        GraphClientOptions graphClientOptions = null,
        string version = "v1.0",
        string nationalCloud = Global_Cloud,
        IWebProxy proxy = null,
        HttpMessageHandler finalHandler = null)
        => throw NotBuilt.Here();

    public static HttpClient Create(
        IEnumerable<DelegatingHandler> handlers,
        string version = "v1.0",
        string nationalCloud = Global_Cloud,
        IWebProxy proxy = null,
        HttpMessageHandler finalHandler = null,
        bool disposeHandler = true)
        => throw NotBuilt.Here();

    public static HttpClient Create(
        BaseBearerTokenAuthenticationProvider authenticationProvider,
        IEnumerable<DelegatingHandler> handlers = null,
        string version = "v1.0",
        string nationalCloud = Global_Cloud,
        IWebProxy proxy = null,
        HttpMessageHandler finalHandler = null,
        bool disposeHandler = true)
        => throw NotBuilt.Here();

    public static HttpClient Create(
        TokenCredential tokenCredential,
        IEnumerable<DelegatingHandler> handlers = null,
        string version = "v1.0",
        string nationalCloud = Global_Cloud,
        IWebProxy proxy = null,
        HttpMessageHandler finalHandler = null,
        bool disposeHandler = true)
        => throw NotBuilt.Here();
}
