using System.Collections.Concurrent;

namespace Sallyport.AspNetCore;

/// <summary>Answers that still hold, by a digest of what was asked: no key stays in memory.</summary>
internal sealed class RememberedAnswers
{
    private readonly ConcurrentDictionary<string, (ServerAnswer Answer, DateTimeOffset Since, TimeSpan Life)> answers = new(
        StringComparer.Ordinal
    );

    /// <summary>Null: ask. Also where the clock was put back since.</summary>
    public ServerAnswer? Find(string question, DateTimeOffset now) =>
        answers.TryGetValue(question, out var found) && found.Since <= now && now - found.Since < found.Life
            ? found.Answer
            : null;

    public void Remember(string question, ServerAnswer answer, DateTimeOffset since, TimeSpan life, int most)
    {
        // Nobody makes the memory grow by showing texts.
        if (answers.Count >= most)
            answers.Clear();
        answers[question] = (answer, since, life);
    }
}
