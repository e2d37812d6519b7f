using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Slots;

/// <summary>Logins that accept two passwords at a time, behind a small HTTP API; each password is tried with basic authentication. The API is described in docs/rotation.md.</summary>
/// <param name="administer">Sends a request that reads or changes slots, with the administrator's own credential.</param>
/// <param name="client">Tries passwords; it has no credential of its own.</param>
/// <param name="address">Where the API is; ends with a slash.</param>
public sealed class HttpLoginSlots(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> administer, HttpClient client, Uri address, TimeProvider time) : IRotationTarget
{
    private const int Slots = 2;
    private const int SecretBytes = 32;

    public CredentialForm Form => CredentialForm.TwoSlot;

    public async Task<IReadOnlyList<TargetCredential>> ListAsync(RotationSubject subject, CancellationToken ct)
    {
        using var answer = await AskAsync(new HttpRequestMessage(HttpMethod.Get, SlotsOf(subject)), ct);
        var slots = await answer.Content.ReadFromJsonAsync(LoginSlotsJson.Default.IReadOnlyListLoginSlot, ct) ?? [];
        return [.. slots.Select(slot => new TargetCredential(slot.KeyId, slot.DisplayName, slot.StartsAt, slot.EndsAt, null))];
    }

    public Task<TimeSpan?> ReadLongestLifeAsync(RotationSubject subject, CancellationToken ct) => Task.FromResult<TimeSpan?>(null);

    /// <remarks>A slot whose password has ended makes room. One that has not is never taken.</remarks>
    public async Task<NewTargetCredential> AddAsync(RotationSubject subject, string displayName, DateTimeOffset endsAt, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var taken = await ListAsync(subject, ct);
        if (taken.Count >= Slots)
        {
            var over = taken.FirstOrDefault(slot => slot.EndsAt <= now)
                ?? throw new EntraException(EntraFault.Conflict, $"Both slots of {subject.ObjectId} hold passwords that are valid still. Remove the one that nobody uses, then resume.");
            await RemoveAsync(subject, over.KeyId, ct);
        }

        var text = new SecretValue(Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)));
        var key = MessageIds.From("login-slot", subject.ObjectId, displayName);
        var slot = new NewLoginSlot(displayName, now, endsAt, text.Reveal());
        using var answer = await AskAsync(new HttpRequestMessage(HttpMethod.Put, SlotOf(subject, key)) { Content = JsonContent.Create(slot, LoginSlotsJson.Default.NewLoginSlot) }, ct);
        return new NewTargetCredential(new TargetCredential(key, displayName, now, endsAt, null), text);
    }

    public async Task<bool> RemoveAsync(RotationSubject subject, string keyId, CancellationToken ct)
    {
        try
        {
            using var answer = await AskAsync(new HttpRequestMessage(HttpMethod.Delete, SlotOf(subject, keyId)), ct);
            return true;
        }
        catch (EntraException absent) when (absent.Fault is EntraFault.NotFound)
        {
            return false;
        }
    }

    public async Task<TestOutcome> TestAsync(RotationSubject subject, SecretValue text, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, $"logins/{Name(subject)}/test"));
        request.Headers.Authorization = Basic(subject.ObjectId, text);
        try
        {
            using var answer = await client.SendAsync(request, ct);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK or HttpStatusCode.NoContent => TestOutcome.Accepted,
                HttpStatusCode.Unauthorized => TestOutcome.Refused,
                HttpStatusCode.Forbidden => TestOutcome.RefusedOtherwise,
                _ => TestOutcome.Unknown,
            };
        }
        catch (HttpRequestException)
        {
            return TestOutcome.Unknown;
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return TestOutcome.Unknown; // the client's own timeout
        }
    }

    /// <summary>What basic authentication sends.</summary>
    public static AuthenticationHeaderValue Basic(string user, SecretValue password) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password.Reveal()}")));

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            HttpResponseMessage answer;
            try
            {
                answer = await administer(request, ct);
            }
            catch (HttpRequestException failure)
            {
                throw new EntraException(EntraFault.Transient, $"The target did not answer ({failure.HttpRequestError}).");
            }
            catch (TaskCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new EntraException(EntraFault.Transient, "The target did not answer in time.");
            }

            if (answer.IsSuccessStatusCode)
            {
                return answer;
            }

            using (answer)
            {
                throw new EntraException(FaultOf(answer.StatusCode), $"The target answered {(int)answer.StatusCode} to {request.Method}.", answer.Headers.RetryAfter?.Delta);
            }
        }
    }

    private static EntraFault FaultOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.TooManyRequests => EntraFault.Throttled,
        HttpStatusCode.NotFound => EntraFault.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => EntraFault.Forbidden,
        HttpStatusCode.Conflict => EntraFault.Conflict,
        >= HttpStatusCode.InternalServerError => EntraFault.Transient,
        _ => EntraFault.Invalid,
    };

    private Uri SlotsOf(RotationSubject subject) => new(address, $"logins/{Name(subject)}/slots");

    private Uri SlotOf(RotationSubject subject, string keyId) => new(address, $"logins/{Name(subject)}/slots/{Uri.EscapeDataString(keyId)}");

    private static string Name(RotationSubject subject) => Uri.EscapeDataString(subject.ObjectId);
}

/// <summary>A slot as the API lists it.</summary>
internal sealed record LoginSlot(string KeyId, string? DisplayName, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <summary>What is put into a slot.</summary>
internal sealed record NewLoginSlot(string DisplayName, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Secret)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => DisplayName;
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(IReadOnlyList<LoginSlot>))]
[JsonSerializable(typeof(NewLoginSlot))]
internal sealed partial class LoginSlotsJson : JsonSerializerContext;
