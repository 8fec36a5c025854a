/* x */
#include "app/demo.h"
bool demo_trade(struct demo *demo)
{
	stage_begin("Buyers");
	return demo_buyers(demo);
}
