using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Azure.Login;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>The real Azure.Identity against a login server of the test's own.</summary>
public sealed class FederatedCanaryTests : CanaryContract
{
    private const string KnownApp = "10000000-0000-4000-8000-00000000000c";

    private readonly StandInCredential _identity = new("assertion-of-the-identity");
    private readonly List<IFormCollection> _requests = [];
    private WebApplication _server = null!;
    private HttpClient _client = null!;

    protected override ICanary Known => Of(KnownApp);

    protected override ICanary Unknown => Of("10000000-0000-4000-8000-00000000000d");

    protected override int Seen => _requests.Count;

    public override async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(async context =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            _requests.Add(form);
            var known = form["client_id"] == KnownApp;
            context.Response.StatusCode = known ? 200 : 400;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                known
                    ? """{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"thrown-away"}"""
                    : """{"error":"unauthorized_client","error_description":"AADSTS700016: Application was not found in the directory of sara.bothma@contoso.example.","error_codes":[700016]}""",
                context.RequestAborted);
        });
        await _server.StartAsync(Ct);
        var address = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        _client = new HttpClient(new ToServer(address));
    }

    [Fact]
    public async Task The_apps_identity_vouches_and_no_secret_is_sent()
    {
        await Known.SignInAsync(Ct);

        var form = Assert.Single(_requests);
        Assert.Equal("assertion-of-the-identity", form["client_assertion"]);
        Assert.Equal("client_credentials", form["grant_type"]);
        Assert.Contains("https://graph.microsoft.com/.default", form["scope"].ToString(), StringComparison.Ordinal);
        Assert.False(form.ContainsKey("client_secret"));
        Assert.Equal(["api://AzureADTokenExchange/.default"], _identity.Scopes);
    }

    public override async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private FederatedCanary Of(string app) => new(
        "11111111-2222-4333-8444-555555555555", app, _identity, new Uri("https://login.microsoftonline.com"), "https://graph.microsoft.com/.default", new HttpClientTransport(_client));

    /// <summary>The library insists on https; the test's server is on loopback.</summary>
    private sealed class ToServer(Uri server) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _inner = new(new SocketsHttpHandler());

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(server, request.RequestUri!.PathAndQuery);
            return _inner.SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            _inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
