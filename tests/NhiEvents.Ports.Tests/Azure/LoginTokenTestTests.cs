using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Azure.Login;
using NhiEvents.Core.Ports;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>The token request against a server of the test's own.</summary>
public sealed class LoginTokenTestTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private readonly ManualTime _time = new();
    private readonly List<(string Path, IFormCollection Form)> _requests = [];
    private (int Status, string Body) _answer = (200, """{"token_type":"Bearer","expires_in":3599,"access_token":"a-token-to-look-for"}""");
    private WebApplication _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Uri Address => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(async context =>
        {
            _requests.Add((context.Request.Path, await context.Request.ReadFormAsync(context.RequestAborted)));
            context.Response.StatusCode = _answer.Status;
            await context.Response.WriteAsync(_answer.Body, context.RequestAborted);
        });
        await _server.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_secret_is_sent_as_the_protocol_has_it()
    {
        var answer = await TryAsync(new ClientProof.Secret(new SecretValue("s~1")));

        var (path, form) = Assert.Single(_requests);
        Assert.Equal(new TokenAnswer(TestOutcome.Accepted), answer);
        Assert.Equal("/tenant-1/oauth2/v2.0/token", path);
        Assert.Equal(("app-1", "https://graph.microsoft.com/.default", "client_credentials", "s~1"), ((string?)form["client_id"], (string?)form["scope"], (string?)form["grant_type"], (string?)form["client_secret"]));
    }

    [Fact]
    public async Task A_certificate_signs_an_assertion_that_its_public_key_confirms()
    {
        using var key = RSA.Create(2048);
        using var certificate = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=app-1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(_time.GetUtcNow().AddDays(-1), _time.GetUtcNow().AddDays(1));

        await TryAsync(new ClientProof.Certificate(new SecretValue(Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12)))));

        var form = Assert.Single(_requests).Form;
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
        var parts = form["client_assertion"].ToString().Split('.');
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
        var claims = JsonElement.Parse(Base64(parts[1]));
        Assert.Equal(("app-1", "app-1", new Uri(Address, "tenant-1/oauth2/v2.0/token").ToString()), (claims.GetProperty("iss").GetString(), claims.GetProperty("sub").GetString(), claims.GetProperty("aud").GetString()));
        Assert.Equal(Base64(JsonElement.Parse(Base64(parts[0])).GetProperty("x5t#S256").GetString()!), certificate.GetCertHash(HashAlgorithmName.SHA256));
    }

    [Theory]
    [InlineData(401, """{"error":"invalid_client","error_codes":[7000215]}""", TestOutcome.Refused, 7000215)]
    [InlineData(401, """{"error":"invalid_client","error_codes":[7000222]}""", TestOutcome.Refused, 7000222)]
    [InlineData(401, """{"error":"invalid_client"}""", TestOutcome.Refused, null)]
    [InlineData(400, """{"error":"invalid_grant","error_codes":[53003]}""", TestOutcome.RefusedOtherwise, 53003)]
    [InlineData(400, """{"error":"temporarily_unavailable","error_codes":[90033]}""", TestOutcome.Unknown, 90033)]
    [InlineData(400, "<html>", TestOutcome.Unknown, null)]
    [InlineData(429, "", TestOutcome.Unknown, null)]
    [InlineData(503, "", TestOutcome.Unknown, null)]
    public async Task A_refusal_says_whether_it_is_the_credential(int status, string body, TestOutcome outcome, int? code)
    {
        _answer = (status, body);

        Assert.Equal(new TokenAnswer(outcome, code), await TryAsync(new ClientProof.Secret(new SecretValue("s"))));
    }

    [Fact]
    public async Task No_answer_says_nothing()
    {
        var nowhere = new LoginTokenTest(_client, new Uri("http://127.0.0.1:1"), "scope", _time);

        Assert.Equal(new TokenAnswer(TestOutcome.Unknown), await nowhere.AcquireAsync("tenant-1", "app-1", new ClientProof.Secret(new SecretValue("s")), Ct));
    }

    private Task<TokenAnswer> TryAsync(ClientProof proof) => new LoginTokenTest(_client, Address, "https://graph.microsoft.com/.default", _time).AcquireAsync("tenant-1", "app-1", proof, Ct);

    private static byte[] Base64(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
