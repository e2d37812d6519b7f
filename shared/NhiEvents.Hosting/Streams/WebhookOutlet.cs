using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Hosting.Streams;

/// <summary>HTTP POST; with a secret signed as Standard Webhooks. The id stays the same when it is sent again.</summary>
internal sealed class WebhookOutlet(HttpClient http, TimeProvider time)
{
    /// <exception cref="OutletException">Anything but a success.</exception>
    public async Task SendAsync(OutletTarget target, OutletPiece piece, CancellationToken ct)
    {
        var body = Encoding.UTF8.GetBytes(piece.Text);
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Address) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(piece.ContentType, "utf-8") } } };
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        request.Headers.Add("webhook-id", piece.Id);
        request.Headers.Add("webhook-timestamp", now.ToString(CultureInfo.InvariantCulture));
        if (target.Secret is { } secret)
        {
            request.Headers.Add("webhook-signature", WebhookSignature.SignStandard(WebhookSignature.KeyOf(secret), piece.Id, now, body));
        }

        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (!response.IsSuccessStatusCode)
            {
                throw new OutletException($"{target.Name} answered {(int)response.StatusCode}.") { Refused = IsFinal(response.StatusCode), RetryAfter = response.Headers.RetryAfter?.Delta };
            }
        }
        catch (HttpRequestException noAnswer)
        {
            throw new OutletException($"{target.Name} did not answer: {noAnswer.HttpRequestError}.", noAnswer);
        }
        catch (OperationCanceledException tooLate) when (!ct.IsCancellationRequested)
        {
            throw new OutletException($"{target.Name} did not answer in time.", tooLate);
        }
    }

    /// <summary>About this piece, whenever it comes. A wrong key or address is mended by a person while the pieces wait.</summary>
    private static bool IsFinal(HttpStatusCode status) => status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity;
}
