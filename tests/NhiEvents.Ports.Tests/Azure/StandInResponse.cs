using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure;
using Azure.Core;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>An answer of the Table service.</summary>
internal sealed class StandInResponse : Response
{
    private readonly string? _etag;

    private StandInResponse(int status, string? etag = null, string body = "") =>
        (Status, _etag, ContentStream) = (status, etag, new MemoryStream(Encoding.UTF8.GetBytes(body)));

    public override int Status { get; }

    public override string ReasonPhrase => "";

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = "";

    public static StandInResponse Ok() => new(200);

    public static StandInResponse Written(string? etag) => new(204, etag);

    public static StandInResponse Missing(string code) =>
        new(404, body: $"{{\"odata.error\":{{\"code\":\"{code}\",\"message\":{{\"lang\":\"en-US\",\"value\":\"It does not exist.\"}}}}}}");

    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => _etag is null ? [] : [new HttpHeader("ETag", _etag)];

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = string.Equals(name, "ETag", StringComparison.OrdinalIgnoreCase) ? _etag : null;
        return value is not null;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = TryGetHeader(name, out var value) ? [value] : null;
        return values is not null;
    }
}
