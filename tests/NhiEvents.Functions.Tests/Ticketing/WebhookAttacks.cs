using System.Globalization;
using System.IO.Compression;
using System.Text;
using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Functions.Tests.Ticketing;

internal sealed record Attack(string Name, HttpRequestMessage Request);

/// <summary>Requests that must not be taken.</summary>
internal static class WebhookAttacks
{
    public static IEnumerable<Attack> All(Uri standard, Uri jira, Uri serviceNow, string body)
    {
        foreach (var attack in Signatures(standard, body).Concat(Times(standard, body)).Concat(Bodies(standard, body)).Concat(Headers(standard, body))
            .Concat(Others(standard, jira, serviceNow, body)).Concat(Authentic(standard)))
        {
            yield return attack;
        }
    }

    /// <summary>Cut, changed, re-ordered, of another kind.</summary>
    private static IEnumerable<Attack> Signatures(Uri address, string body)
    {
        var right = Signature(WebhookHost.Standard(address, body));
        for (var length = 0; length < right.Length; length++)
        {
            yield return With($"signature cut to {length}", address, body, right[..length]);
        }

        for (var at = 3; at < right.Length - 1; at++)
        {
            yield return With($"signature changed at {at}", address, body, right[..at] + (right[at] == 'A' ? 'B' : 'A') + right[(at + 1)..]);
        }

        string[] others =
        [
            string.Concat(right[3..].Reverse()), "v1," + string.Concat(right[3..].Reverse()), right.Replace("v1,", "v2,", StringComparison.Ordinal), right.Replace("v1,", "V1,", StringComparison.Ordinal),
            right.Replace("v1,", "v1, ", StringComparison.Ordinal), right.Replace("v1,", "v1=", StringComparison.Ordinal), right[3..], "v1,", "v1,=", "null", "v1," + new string('A', 44), "v1," + Convert.ToBase64String(new byte[32]),
            "v1," + Convert.ToHexString(Convert.FromBase64String(right[3..])), "v1," + right, string.Join(' ', Enumerable.Repeat("v1,bm9wZQ==", 20)) + " " + right, new string('v', 5000),
        ];
        for (var i = 0; i < others.Length; i++)
        {
            yield return With($"another signature {i}", address, body, others[i]);
        }

        foreach (var secret in new[] { WebhookHost.JiraSecret, WebhookHost.ServiceNowSecret, "", "whsec_" + Convert.ToBase64String(new byte[24]), WebhookHost.Secret["whsec_".Length..], WebhookHost.Secret.ToLowerInvariant()[6..] })
        {
            yield return new Attack("another secret", WebhookHost.Standard(address, body, secret));
        }
    }

    /// <summary>Replays, and times that are none.</summary>
    private static IEnumerable<Attack> Times(Uri address, string body)
    {
        foreach (var minutes in new[] { -6, -60, -60 * 24, -60 * 24 * 365, 6, 60, 60 * 24 })
        {
            yield return new Attack($"signed {minutes} minutes away", WebhookHost.Standard(address, body, at: TimeProvider.System.GetUtcNow().AddMinutes(minutes)));
        }

        foreach (var time in new[] { "", "now", "-1", "0", "1e9", "99999999999999999999", " 1614265330", "1614265330.0", "0x10", "١٦١٤٢٦٥٣٣٠" })
        {
            yield return Changed($"time '{time}'", WebhookHost.Standard(address, body), "webhook-timestamp", time);
        }

        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        foreach (var by in new[] { -1, 1, 60 })
        {
            yield return Changed($"time moved by {by}", WebhookHost.Standard(address, body), "webhook-timestamp", (now + by - 5).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>One byte more, less or other than what was signed; and bodies that are too large.</summary>
    private static IEnumerable<Attack> Bodies(Uri address, string body)
    {
        for (var at = 0; at < body.Length; at += 3)
        {
            yield return Body($"body changed at {at}", address, body, body[..at] + (char)(body[at] ^ 1) + body[(at + 1)..]);
        }

        foreach (var other in new[] { "", body + " ", " " + body, body + "\n", body[..^1], body + body, "{}", "null" })
        {
            yield return Body("another body", address, body, other);
        }

        var huge = new string('a', 600 * 1024);
        yield return new Attack("huge, signed", WebhookHost.Standard(address, $$$"""{"type":"close","data":{"ticket":"{{{huge}}}","user":"ann"}}"""));
        var chunked = WebhookHost.Standard(address, huge);
        chunked.Headers.TransferEncodingChunked = true;
        yield return new Attack("huge, chunked", chunked);
        foreach (var encoding in new[] { "gzip", "br", "deflate", "identity" })
        {
            var zipped = WebhookHost.Standard(address, body);
            zipped.Content = new ByteArrayContent(Zip(new byte[8 * 1024 * 1024]));
            zipped.Content.Headers.ContentEncoding.Add(encoding);
            yield return new Attack($"a bomb as {encoding}", zipped);
        }
    }

    private static IEnumerable<Attack> Headers(Uri address, string body)
    {
        foreach (var header in new[] { "webhook-id", "webhook-timestamp", "webhook-signature" })
        {
            yield return Changed($"{header} missing", WebhookHost.Standard(address, body), header, null);
            yield return Changed($"{header} empty", WebhookHost.Standard(address, body), header, "");
            var twice = WebhookHost.Standard(address, body);
            twice.Headers.TryAddWithoutValidation(header, "x");
            yield return new Attack($"{header} twice", twice);
        }

        foreach (var id in new[] { "msg_2", "msg_1 ", "MSG_1", "msg_1.", new string('m', 300), "msg_1%00", "../msg_1", "msg_1;x" })
        {
            yield return Changed($"id '{id[..Math.Min(8, id.Length)]}'", WebhookHost.Standard(address, body), "webhook-id", id.TrimEnd() == "msg_1" ? "msg_1_" : id);
        }

        foreach (var sender in new[] { "nobody", "standard2", "STANDARD ", "jira", "servicenow", "%2e%2e", "standard%2f", "..%5cstandard", "'%20or%201=1", new string('s', 500) })
        {
            yield return new Attack($"sender {sender[..Math.Min(12, sender.Length)]}", WebhookHost.Standard(new Uri(address, sender), body));
        }

        foreach (var name in new[] { "X-Forwarded-For", "X-Original-URL", "X-HTTP-Method-Override", "x-functions-key", "Authorization", "X-MS-CLIENT-PRINCIPAL" })
        {
            var unsigned = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body) };
            unsigned.Headers.TryAddWithoutValidation(name, "127.0.0.1");
            yield return new Attack($"unsigned with {name}", unsigned);
        }
    }

    /// <summary>The other two schemes.</summary>
    private static IEnumerable<Attack> Others(Uri standard, Uri jira, Uri serviceNow, string body)
    {
        var now = TimeProvider.System.GetUtcNow();
        string Jira(long milliseconds) => $$$"""{"timestamp":{{{milliseconds}}},"user":{"accountId":"5b10ac8d82e05b22cc7d4ef5"},"issue":{"key":"NHI-1"},"transition":{"transitionName":"deny"}}""";
        var fresh = Jira(now.ToUnixTimeMilliseconds());
        var right = WebhookSignature.SignBody(Encoding.UTF8.GetBytes(WebhookHost.JiraSecret), Encoding.UTF8.GetBytes(fresh));
        foreach (var signature in new[] { "", "sha256=", right[7..], "sha1=" + right[7..], "SHA256=" + right[7..], right[..^1], right + "0", right.Replace('a', 'b'), "sha256=" + new string('0', 64), "sha256=" + Convert.ToBase64String(Convert.FromHexString(right[7..])) })
        {
            if (signature != right)
            {
                yield return JiraCall(jira, fresh, signature);
            }
        }

        yield return JiraCall(jira, Jira(now.AddHours(-25).ToUnixTimeMilliseconds()), null);
        yield return JiraCall(jira, Jira(now.AddHours(1).ToUnixTimeMilliseconds()), null);
        yield return JiraCall(jira, fresh.Replace("timestamp", "time", StringComparison.Ordinal), null);
        yield return JiraCall(jira, fresh.Replace("deny", "approve", StringComparison.Ordinal), right);
        yield return JiraCall(standard, fresh, right);
        yield return JiraCall(serviceNow, fresh, right);
        yield return new Attack("standard at ServiceNow", WebhookHost.Standard(serviceNow, body, WebhookHost.ServiceNowSecret));
        yield return new Attack("standard at Jira", WebhookHost.Standard(jira, body, WebhookHost.JiraSecret));
    }

    /// <summary>Rightly signed, by somebody who may sign: what cannot be read or is not allowed.</summary>
    private static IEnumerable<Attack> Authentic(Uri address)
    {
        string[] bodies =
        [
            "", "null", "[]", "0", "\"close\"", "{", "{}", "{\"type\":", "{\"type\":null}", "{\"type\":{}}", "{\"type\":[\"close\"]}", "{\"type\":\"close\"}", "{\"type\":\"close\",\"data\":null}", "{\"type\":\"close\",\"data\":[]}",
            "{\"type\":\"revoke\",\"data\":{\"ticket\":\"INC1\",\"user\":\"ann\"}}", "{\"type\":\"changeMode\",\"data\":{\"ticket\":\"INC1\",\"user\":\"ann\"}}", "{\"type\":\"close\",\"data\":{\"ticket\":\"INC1\",\"user\":\"eve\"}}",
            "{\"type\":\"close\",\"data\":{\"ticket\":\"\",\"user\":\"ann\"}}", "{\"type\":\"close\",\"data\":{\"ticket\":\"a\\nb\",\"user\":\"ann\"}}", "{\"type\":\"close\",\"type\":\"approve\",\"data\":{\"ticket\":\"INC1\",\"user\":\"ann\"}}",
            "{\"type\":\"comment\",\"data\":{\"ticket\":\"INC1\"}}", "{\"__proto__\":{\"type\":\"close\"}}", "\uFEFF{\"type\":\"close\"}", new string('[', 40) + new string(']', 40), string.Concat(Enumerable.Repeat("{\"a\":", 5000)), "{\"type\":1e400}", "{'type':'close'}",
        ];
        for (var i = 0; i < bodies.Length; i++)
        {
            yield return new Attack($"authentic {i}", WebhookHost.Standard(address, bodies[i], id: "authentic-" + i.ToString(CultureInfo.InvariantCulture)));
        }

        foreach (var bytes in new[] { Encoding.Unicode.GetBytes("{\"type\":\"close\"}"), [0xff, 0xfe], [0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d], new byte[100] })
        {
            var request = WebhookHost.Standard(address, "");
            var seconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            request.Content = new ByteArrayContent(bytes);
            yield return Changed(
                "no UTF-8", Changed("", request, "webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture)).Request, "webhook-signature",
                WebhookSignature.SignStandard(WebhookSignature.KeyOf(WebhookHost.Secret), "msg_1", seconds, bytes));
        }
    }

    private static Attack JiraCall(Uri address, string body, string? signature)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(bytes) };
        request.Headers.TryAddWithoutValidation("X-Hub-Signature", signature ?? WebhookSignature.SignBody(Encoding.UTF8.GetBytes(WebhookHost.JiraSecret), bytes));
        request.Headers.TryAddWithoutValidation("X-Atlassian-Webhook-Identifier", "1");
        return new Attack($"Jira with {signature?[..Math.Min(12, signature.Length)] ?? "its right signature"}", request);
    }

    private static Attack With(string name, Uri address, string body, string signature) => Changed(name, WebhookHost.Standard(address, body), "webhook-signature", signature);

    private static Attack Body(string name, Uri address, string signed, string sent)
    {
        var request = WebhookHost.Standard(address, signed);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(sent));
        return new Attack(name, request);
    }

    private static Attack Changed(string name, HttpRequestMessage request, string header, string? value)
    {
        request.Headers.Remove(header);
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return new Attack(name, request);
    }

    private static string Signature(HttpRequestMessage request) => request.Headers.GetValues("webhook-signature").Single();

    private static byte[] Zip(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return zipped.ToArray();
    }
}
