using System.Diagnostics;
using System.Globalization;
using System.Text;
using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Functions.Tests.Ticketing;

/// <summary>Against the reference implementation of Standard Webhooks, the npm package <c>standardwebhooks</c>: what it signs we take, what we sign it takes.</summary>
public sealed class StandardWebhooksPackageTests
{
    private const string Package = "standardwebhooks@1.1.1";

    private const string Script =
        """
        const { Webhook } = require("standardwebhooks");
        const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
        const webhook = new Webhook(input.secret);
        const out = { signed: [], verified: [] };
        for (const one of input.sign) out.signed.push(webhook.sign(one.id, new Date(one.seconds * 1000), one.body));
        for (const one of input.verify) {
          const headers = { "webhook-id": one.id, "webhook-timestamp": String(one.seconds), "webhook-signature": one.signature };
          try { webhook.verify(one.body, headers); out.verified.push(true); } catch { out.verified.push(false); }
        }
        console.log(JSON.stringify(out));
        """;

    private static readonly string[] Bodies = ["{}", """{"type":"approve","data":{"ticket":"INC1","user":"ann"}}""", """{"text":"Größe – 名前 🎫"}""", "[1,2,3]"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Set", "Full")]
    public async Task Both_implementations_take_each_others_signatures_and_refuse_the_same_changes()
    {
        var folder = Directory.CreateTempSubdirectory("nhi-npm-").FullName;
        try
        {
            var installed = await RunAsync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, Package], folder, null);
            Assert.SkipWhen(installed is null, "Node.js with npm is not on this machine");
            Assert.SkipUnless(installed.Value.ExitCode == 0, $"npm could not install {Package}");
            await File.WriteAllTextAsync(Path.Combine(folder, "run.js"), Script, Ct);

            var key = WebhookSignature.KeyOf(WebhookHost.Secret);
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            var ours = Bodies.Select((body, i) => new { id = "msg_" + i.ToString(CultureInfo.InvariantCulture), seconds = now, body, signature = WebhookSignature.SignStandard(key, "msg_" + i.ToString(CultureInfo.InvariantCulture), now, Encoding.UTF8.GetBytes(body)) }).ToList();
            var changed = ours.Select(one => one with { body = one.body + " " }).Concat(ours.Select(one => one with { id = one.id + "x" })).Concat(ours.Select(one => one with { seconds = one.seconds - 1 })).ToList();
            var input = System.Text.Json.JsonSerializer.Serialize(new { secret = WebhookHost.Secret, sign = ours, verify = ours.Concat(changed) });
            var ran = await RunAsync("node", ["run.js"], folder, input);

            Assert.Equal(0, ran!.Value.ExitCode);
            using var output = System.Text.Json.JsonDocument.Parse(ran.Value.Output);
            var signed = output.RootElement.GetProperty("signed").EnumerateArray().Select(one => one.GetString()!).ToList();
            Assert.Equal(ours.Select(one => one.signature), signed);
            Assert.Equal(Enumerable.Repeat(true, ours.Count).Concat(Enumerable.Repeat(false, changed.Count)), output.RootElement.GetProperty("verified").EnumerateArray().Select(one => one.GetBoolean()));

            await using var host = await WebhookHost.StartAsync();
            using var theirs = WebhookHost.Standard(host.Address("standard"), Bodies[1], id: "msg_1", at: DateTimeOffset.FromUnixTimeSeconds(now));
            theirs.Headers.Remove("webhook-signature");
            theirs.Headers.TryAddWithoutValidation("webhook-signature", signed[1]);
            Assert.Equal(System.Net.HttpStatusCode.Accepted, (await host.Client.SendAsync(theirs, Ct)).StatusCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>Null when there is no such program.</returns>
    private static async Task<(int ExitCode, string Output)?> RunAsync(string program, IReadOnlyList<string> arguments, string folder, string? input)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(Ct);
            await errors;
            return (process.ExitCode, await output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
