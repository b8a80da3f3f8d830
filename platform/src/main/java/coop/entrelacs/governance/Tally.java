package coop.entrelacs.governance;

/**
 * What was counted.
 *
 * @param entitled how many might vote: those on the roll who are not excluded
 */
public record Tally(int entitled, int inFavour, int against, int abstained) {

    public Tally {
        if (entitled < 0 || inFavour < 0 || against < 0 || abstained < 0) {
            throw new IllegalArgumentException("a count below zero");
        }
        if (inFavour + against + abstained > entitled) {
            throw new IllegalArgumentException("more votes than voters");
        }
    }

    public int voted() {
        return inFavour + against + abstained;
    }
}
